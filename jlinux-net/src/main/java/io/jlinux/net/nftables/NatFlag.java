package io.jlinux.net.nftables;

import java.util.Set;

/**
 * How addresses and ports are chosen, {@code NF_NAT_RANGE_*}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), NAT statements</a>
 */
public enum NatFlag {
    /** The port is chosen at random. */
    RANDOM(1 << 2),
    /** A client gets the same address for each connection. */
    PERSISTENT(1 << 3),
    /** The port is chosen at random, also within the range. */
    FULLY_RANDOM(1 << 4);

    /** {@code NF_NAT_RANGE_PROTO_SPECIFIED}: there are ports. The kernel says so itself when it tells a rule. */
    static final int PORTS = 1 << 1;

    /** {@code NF_NAT_RANGE_MAP_IPS}: there are addresses. */
    static final int ADDRESSES = 1;

    private final int bit;

    NatFlag(int bit) {
        this.bit = bit;
    }

    static int bits(Set<NatFlag> flags, int more) {
        int bits = more;
        for (NatFlag f : flags) bits |= f.bit;
        return bits;
    }
}
