/**
 * Containers as the state directory knows them: a directory for each, with its state, its config and its lock, which any JVM can
 * read and take. Internal.
 */
@org.jspecify.annotations.NullMarked
package io.jlinux.oci.state;
