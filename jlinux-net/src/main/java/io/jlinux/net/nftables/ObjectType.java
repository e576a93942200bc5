package io.jlinux.net.nftables;

import java.util.Optional;

/**
 * The kind of a named object, {@code NFT_OBJECT_*}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Stateful objects</a>
 */
public enum ObjectType {
    COUNTER(1),
    QUOTA(2),
    CT_HELPER(3),
    LIMIT(4),
    CONNLIMIT(5),
    TUNNEL(6),
    CT_TIMEOUT(7),
    SECMARK(8),
    CT_EXPECT(9),
    SYNPROXY(10);

    private final int number;

    ObjectType(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    static Optional<ObjectType> of(int number) {
        for (ObjectType t : values()) {
            if (t.number == number) return Optional.of(t);
        }
        return Optional.empty();
    }
}
