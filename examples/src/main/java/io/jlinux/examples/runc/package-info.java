/**
 * A command line that engines take for runc's: {@code podman --runtime}, containerd's {@code io.containerd.runc.v2} and CRI-O call it.
 * Built on {@code jlinux-oci} through its public API only, one file for each command.
 */
@NullMarked
package io.jlinux.examples.runc;

import org.jspecify.annotations.NullMarked;
