package io.jlinux.net.nftables;

/**
 * What a set can do, {@code NFT_SET_*}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Sets</a>
 */
public enum SetFlag {
    /** It goes with the rule that uses it. */
    ANONYMOUS(1),
    /** Its elements do not change while a rule uses it. */
    CONSTANT(1 << 1),
    /** Its elements may be ranges and networks. */
    INTERVAL(1 << 2),
    /** Its elements may go after a time. */
    TIMEOUT(1 << 4),
    /** Rules may add elements. */
    DYNAMIC(1 << 5);

    private final int bit;

    SetFlag(int bit) {
        this.bit = bit;
    }

    int bit() {
        return bit;
    }
}
