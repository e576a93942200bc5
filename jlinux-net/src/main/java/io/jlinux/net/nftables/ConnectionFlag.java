package io.jlinux.net.nftables;

/**
 * What is known of a connection, {@code IPS_*}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Conntrack: ct status</a>
 */
public enum ConnectionFlag {
    EXPECTED(1),
    SEEN_REPLY(1 << 1),
    ASSURED(1 << 2),
    CONFIRMED(1 << 3),
    /** Its source was changed. */
    SNAT(1 << 4),
    /** Its destination was changed. */
    DNAT(1 << 5),
    DYING(1 << 9);

    private final int bit;

    ConnectionFlag(int bit) {
        this.bit = bit;
    }

    int bit() {
        return bit;
    }
}
