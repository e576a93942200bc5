/** JLinux as a network plugin, for podman, CRI-O, containerd and others. */
@org.jspecify.annotations.NullMarked
package io.jlinux.examples.cni;
