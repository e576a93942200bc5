/**
 * WireGuard: keys, peers and the settings of a tunnel, over generic netlink, without {@code wg}.
 *
 * <p>The first call: {@link io.jlinux.net.link.WireguardSpec#of}, which is the link, then
 * {@link io.jlinux.net.wireguard.Wireguard#configure}.
 *
 * <p>When not: for the handshakes themselves, which the kernel does.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/wg.8.html">wg(8)</a>
 */
@org.jspecify.annotations.NullMarked
package io.jlinux.net.wireguard;
