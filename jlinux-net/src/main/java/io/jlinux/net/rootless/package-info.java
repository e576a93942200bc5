/**
 * The outside for a container of an ordinary user: slirp4netns and pasta, started, watched and stopped.
 *
 * <pre>{@code
 * try (LinuxProcess box = Spawn.command("/bin/sh").unshare(Namespace.USER, Namespace.NET).start();
 *      RootlessAttachment net = RootlessNetwork.slirp4netns()
 *              .forward(HostForward.tcp(8080, 80))
 *              .attach(box)) {
 *     // box reaches what this user reaches; port 8080 of the host leads to its port 80
 * }
 * }</pre>
 *
 * <p>An ordinary user cannot connect a network namespace to the host: both ends of a veth pair would have to be its own. These programs
 * have one end, a tun device in the namespace, and are an ordinary program with ordinary sockets on the other. The first call:
 * {@link io.jlinux.net.rootless.RootlessNetwork#installed()}.
 *
 * <p>When not: as root, {@link io.jlinux.net.Veth} and a bridge are faster by far, and need no process.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/network_namespaces.7.html">network_namespaces(7)</a>
 */
@org.jspecify.annotations.NullMarked
package io.jlinux.net.rootless;
