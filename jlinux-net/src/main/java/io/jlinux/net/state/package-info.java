/**
 * What processes of a host have between them, also after crashes: locks and small text files, how often one makes again what
 * another undoes. Internal.
 */
@org.jspecify.annotations.NullMarked
package io.jlinux.net.state;
