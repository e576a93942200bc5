/**
 * What the driver of a link offers: features, the state of the link, queues and rings, over generic netlink, without {@code
 * ethtool}.
 *
 * <p>The first call: {@link io.jlinux.net.ethtool.Ethtool#features}. When not: for what all links have, for which {@link
 * io.jlinux.net.NetDevice} is there.
 *
 * @see <a href="https://docs.kernel.org/networking/ethtool-netlink.html">Netlink interface for ethtool</a>
 */
@org.jspecify.annotations.NullMarked
package io.jlinux.net.ethtool;
