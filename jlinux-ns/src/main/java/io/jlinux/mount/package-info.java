/**
 * Mounts as values: what is mounted where, with which attributes; {@code io.jlinux.spawn} carries them out.
 *
 * <p>First call: {@link io.jlinux.mount.Mount#proc()}, {@link io.jlinux.mount.Mount#bind}, {@link
 * io.jlinux.mount.Rootfs#host()}. For the calling thread: {@code io.jlinux.spawn.Mounts}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/mount_namespaces.7.html">mount_namespaces(7)</a>
 */
@org.jspecify.annotations.NullMarked
package io.jlinux.mount;
