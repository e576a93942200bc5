package io.jlinux.net.nftables;

/**
 * A chain's identity.
 *
 * @param name 1 to 255 bytes, unique within its table
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Chains</a>
 */
public record ChainName(TableName table, String name) {
    public ChainName {
        Names.check(name);
    }

    /** {@code inet mine input}. */
    @Override
    public String toString() {
        return table + " " + name;
    }
}
