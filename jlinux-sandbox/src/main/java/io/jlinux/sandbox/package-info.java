/**
 * Ready-made sandboxes, each of which can be changed in every part: for code that is not trusted, for an action of a build, for
 * a service; and a pool of warm ones for judging.
 *
 * <p>First call: {@link io.jlinux.sandbox.Sandbox#untrusted()}. Not for: a process that only needs this or that namespace, which {@link
 * io.jlinux.spawn.Spawn} gives without any preset; and not for a container image, which jlinux-oci runs.
 */
@org.jspecify.annotations.NullMarked
package io.jlinux.sandbox;
