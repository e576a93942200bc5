package io.jlinux.net.netlink;

/**
 * The protocol of a netlink socket: which part of the kernel it talks to.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/netlink.7.html">netlink(7)</a>
 */
public enum NetlinkProtocol {
    /** Links, addresses, routes, rules, neighbours, traffic control: rtnetlink(7). */
    ROUTE(0),
    /** Sockets of other processes: sock_diag(7). */
    SOCK_DIAG(4),
    /** IPsec policies and associations. */
    XFRM(6),
    /** nftables, connection tracking, packet queues and logs, each a subsystem of nfnetlink. */
    NETFILTER(12),
    /** Devices that come and go, as udev hears of them. */
    KOBJECT_UEVENT(15),
    /** Families that are found by their name: ethtool, wireguard, nl80211 …; see {@link GenericNetlink}. */
    GENERIC(16);

    private final int number;

    NetlinkProtocol(int number) {
        this.number = number;
    }

    /** {@code NETLINK_*}. */
    public int number() {
        return number;
    }
}
