package io.jlinux.net.nftables;

import java.util.Optional;

/**
 * What the elements of a map hold: values, verdicts, or names of objects.
 *
 * @param values the type of the values; empty for the others
 * @param objects the kind of the objects; empty for the others
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Maps</a>
 */
public record MapData(Optional<KeyType> values, Optional<ObjectType> objects) {
    /** Of a verdict map. */
    public static final MapData VERDICT = new MapData(Optional.empty(), Optional.empty());

    public MapData {
        if (values.isPresent() && objects.isPresent()) throw new IllegalArgumentException("values and objects");
    }

    /** Values of these types, one behind the other. */
    public static MapData of(DataType<?>... types) {
        return new MapData(Optional.of(KeyType.of(types)), Optional.empty());
    }

    /** Names of objects. */
    public static MapData of(ObjectType objects) {
        return new MapData(Optional.empty(), Optional.of(objects));
    }
}
