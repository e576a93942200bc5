/** A judge of submitted programs, in sandboxes. */
@org.jspecify.annotations.NullMarked
package io.jlinux.examples.judge;
