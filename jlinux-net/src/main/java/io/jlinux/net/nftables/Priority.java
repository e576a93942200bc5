package io.jlinux.net.nftables;

/**
 * The usual priorities of base chains: at a hook, chains with smaller numbers come first.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Standard priority names</a>
 */
public enum Priority {
    /** Before connection tracking. */
    RAW(-300, 0),
    MANGLE(-150, 0),
    /** Where destinations are changed. */
    DSTNAT(-100, -300),
    FILTER(0, -200),
    SECURITY(50, 0),
    /** What a bridge's host sends. */
    OUT(0, 100),
    /** Where sources are changed. */
    SRCNAT(100, 300);

    private final int ip;
    private final int bridge;

    Priority(int ip, int bridge) {
        this.ip = ip;
        this.bridge = bridge;
    }

    /**
     * The number in a family.
     *
     * @throws IllegalArgumentException for a name that the family does not have
     */
    public int in(Family family) {
        if (family == Family.BRIDGE) {
            if (bridge == 0) throw new IllegalArgumentException("no priority " + this + " in family bridge");
            return bridge;
        }
        boolean known = this == FILTER || (this != OUT && family != Family.ARP && family != Family.NETDEV);
        if (!known) throw new IllegalArgumentException("no priority " + this + " in family " + family);
        return ip;
    }
}
