/**
 * Networking of Linux over rtnetlink: links, addresses, routes, in any network namespace, without {@code ip}.
 *
 * <pre>{@code
 * try (NamespaceHandle box = Namespace.NET.open(pid);
 *      Bridge bridge = Bridge.create(BridgeSpec.of("jl0").address(Cidr.of("10.7.0.1/24")).up());
 *      Veth veth = Veth.create(VethSpec.of("jl0-a", "eth0").master(bridge)
 *              .peerNamespace(box).peerAddress(Cidr.of("10.7.0.2/24")).peerGateway(Cidr.address("10.7.0.1")).up())) {
 *     // the process and the host reach each other
 * }
 * }</pre>
 *
 * <p>The first call: {@link io.jlinux.net.Veth#create(String, String)}, or {@link io.jlinux.net.Links#here()} to look
 * around. Everything created is gone with {@code close()}; what fails half-way is gone too.
 *
 * <p>When not: for sockets within the JVM's own namespace, {@code java.net}; for a network of containers with all that goes with it,
 * {@link io.jlinux.net.container}; for what a driver offers, {@link io.jlinux.net.ethtool}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/rtnetlink.7.html">rtnetlink(7)</a>
 */
@org.jspecify.annotations.NullMarked
package io.jlinux.net;
