/**
 * The connections that the kernel tracks, for NAT and stateful filters, over ctnetlink; without {@code conntrack}.
 *
 * <pre>{@code
 * try (Conntrack conntrack = Conntrack.current()) {
 *     List<Connection> all = conntrack.list();
 *     int gone = conntrack.delete(ConnectionFilter.ANY.protocol(TransportProtocol.UDP).originalPort(PortRange.of(53)));
 * }
 * }</pre>
 *
 * <p>The first call: {@link io.jlinux.net.conntrack.Conntrack#current()}. It knows connections only while something in the
 * namespace asks for them: a rule about their state, or NAT.
 *
 * <p>When not: for the sockets of this host, which are there without it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/conntrack.8.html">conntrack(8)</a>
 */
@org.jspecify.annotations.NullMarked
package io.jlinux.net.conntrack;
