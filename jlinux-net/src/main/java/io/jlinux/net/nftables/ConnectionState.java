package io.jlinux.net.nftables;

/**
 * What connection tracking makes of a packet.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Conntrack: ct state</a>
 */
public enum ConnectionState {
    /** It cannot be. */
    INVALID(1),
    /** Of a connection that has seen both directions. */
    ESTABLISHED(1 << 1),
    /** It begins one that belongs to another, or is an error about it. */
    RELATED(1 << 2),
    NEW(1 << 3),
    /** Kept out of it by {@link NoTrack}. */
    UNTRACKED(1 << 6);

    private final int bit;

    ConnectionState(int bit) {
        this.bit = bit;
    }

    int bit() {
        return bit;
    }
}
