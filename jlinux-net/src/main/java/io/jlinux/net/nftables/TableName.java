package io.jlinux.net.nftables;

/**
 * A table's identity: names are unique within a family and a network namespace.
 *
 * @param name 1 to 255 bytes
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Tables</a>
 */
public record TableName(Family family, String name) {
    public TableName {
        Names.check(name);
    }

    public static TableName of(Family family, String name) {
        return new TableName(family, name);
    }

    /** A chain in it. */
    public ChainName chain(String chain) {
        return new ChainName(this, chain);
    }

    /** {@code inet mine}. */
    @Override
    public String toString() {
        return family + " " + name;
    }
}
