/** What seccomp can do, each in one small program. */
@org.jspecify.annotations.NullMarked
package io.jlinux.examples.seccomp;
