package io.jlinux.net.nftables;

import io.jlinux.net.netlink.NetlinkException;

/**
 * Where on its way a packet comes through a base chain.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Address families</a>
 */
public enum Hook {
    /** Before it is known whether a packet is for this host. */
    PREROUTING,
    /** What is for this host. */
    INPUT,
    /** What is passed on. */
    FORWARD,
    /** What this host sends. */
    OUTPUT,
    /** What goes out, passed on or not. */
    POSTROUTING,
    /** What comes in at a device, before anything else; of family inet Linux 5.10. */
    INGRESS,
    /** What goes out of a device, after everything else; Linux 5.16, of family netdev. */
    EGRESS;

    /** {@code NF_INET_*}, {@code NF_ARP_*} or {@code NF_NETDEV_*}. */
    int number(Family family) {
        int number = switch (family) {
            case NETDEV -> this == INGRESS ? 0 : this == EGRESS ? 1 : -1;
            case ARP -> this == INPUT ? 0 : this == OUTPUT ? 1 : -1;
            default -> this == EGRESS ? -1 : ordinal();
        };
        if (number < 0) throw new IllegalArgumentException("no " + this + " in family " + family);
        return number;
    }

    /** -1 where the family has none. */
    private int find(Family family) {
        return switch (family) {
            case NETDEV -> this == INGRESS ? 0 : this == EGRESS ? 1 : -1;
            case ARP -> this == INPUT ? 0 : this == OUTPUT ? 1 : -1;
            default -> this == EGRESS ? -1 : ordinal();
        };
    }

    static Hook of(Family family, int number) throws NetlinkException {
        for (Hook h : values()) {
            if (number >= 0 && h.find(family) == number) return h;
        }
        throw NetlinkException.malformed("hook " + number + " of family " + family);
    }
}
