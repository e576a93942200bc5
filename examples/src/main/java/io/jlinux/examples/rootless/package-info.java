/** Containers of an ordinary user with a network. */
@org.jspecify.annotations.NullMarked
package io.jlinux.examples.rootless;
