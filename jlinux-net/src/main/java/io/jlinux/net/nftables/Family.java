package io.jlinux.net.nftables;

import io.jlinux.net.netlink.NetlinkException;

/**
 * Which packets a table sees.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Address families</a>
 */
public enum Family {
    /** IPv4 and IPv6 together. */
    INET(1),
    IP(2),
    ARP(3),
    /** What comes in at, or goes out of, one device. */
    NETDEV(5),
    /** What bridges pass on. */
    BRIDGE(7),
    IP6(10);

    /** {@code NFPROTO_UNSPEC}: all families. */
    static final int ANY = 0;

    private final int number;

    Family(int number) {
        this.number = number;
    }

    /** {@code NFPROTO_*}. */
    public int number() {
        return number;
    }

    static Family of(int number) throws NetlinkException {
        for (Family f : values()) {
            if (f.number == number) return f;
        }
        throw NetlinkException.malformed("family " + number + " of a table");
    }

    /** As {@code nft} writes it: {@code inet}. */
    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
