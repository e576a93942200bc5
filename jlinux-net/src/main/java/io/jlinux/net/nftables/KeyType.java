package io.jlinux.net.nftables;

import io.jlinux.net.Cidr;
import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What a set's key, or a map's value, is made of: one data type, or several one behind the other, each of which begins at a
 * word of 4 bytes.
 *
 * @param number {@code nft}'s number of it: six bits for each
 * @param length in bytes
 * @param fields its types; empty where one of them is not known here
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Sets: concatenations</a>
 */
public record KeyType(int number, int length, List<DataType<?>> fields) {
    private static final int BITS = 6;

    public KeyType {
        fields = List.copyOf(fields);
    }

    /** One type, or a concatenation of up to five. */
    public static KeyType of(DataType<?>... types) {
        if (types.length == 0 || types.length > 5) throw new IllegalArgumentException(types.length + " types");
        int number = 0;
        int length = 0;
        for (DataType<?> t : types) {
            number = number << BITS | t.number();
            length += types.length == 1 ? t.length() : 4 * Registers.words(t.length());
        }
        return new KeyType(number, length, List.of(types));
    }

    /** Of what was read; without fields where a type is not known here, or the length is another one. */
    static KeyType of(int number, int length) {
        List<DataType<?>> types = new ArrayList<>();
        for (int n = number; n != 0; n >>>= BITS) {
            Optional<DataType<?>> type = DataType.of(n & ((1 << BITS) - 1));
            if (type.isEmpty() || types.size() == 5) return new KeyType(number, length, List.of());
            types.add(type.get());
        }
        Collections.reverse(types);
        if (types.isEmpty()) return new KeyType(number, length, List.of());
        KeyType known = of(types.toArray(new DataType<?>[0]));
        return known.length == length ? known : new KeyType(number, length, List.of());
    }

    public boolean isConcatenation() {
        return fields.size() > 1;
    }

    /** Whether numbers of this type must be turned around before they can be compared by size. */
    static boolean isSwapped(DataType<?> type) {
        boolean number = type.length() == 2 || type.length() == 4 || type.length() == 8;
        return type.isHostOrder() && number && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    }

    void requireFields(Field<?>... wanted) {
        boolean same = wanted.length == fields.size();
        for (int i = 0; same && i < wanted.length; i++) {
            same = wanted[i].type() == fields.get(i);
        }
        if (!same) throw new IllegalArgumentException("a key of " + fields + ", not " + List.of(wanted));
    }

    /**
     * The bytes of a key with these values.
     *
     * @throws IllegalArgumentException for another number of them, or one that is not of its type
     */
    public Data encode(Object... values) {
        return bound(false, values);
    }

    /** The first, or the last, key that these values stand for: {@link Cidr} and {@link Span} are more than one. */
    Data bound(boolean last, Object... values) {
        if (values.length != fields.size()) {
            throw new IllegalArgumentException(values.length + " values for a key of " + fields);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < values.length; i++) {
            byte[] b = one(fields.get(i), values[i], last).bytes();
            out.writeBytes(b);
            if (isConcatenation()) out.writeBytes(new byte[4 * Registers.words(b.length) - b.length]);
        }
        return Data.of(out.toByteArray());
    }

    /** Whether one of the values stands for more than one key. */
    static boolean isInterval(Object... values) {
        for (Object v : values) {
            if (v instanceof Span) return true;
            if (v instanceof Cidr c && c.prefixLength() < 8 * c.address().getAddress().length) return true;
        }
        return false;
    }

    private static Data one(DataType<?> type, Object value, boolean last) {
        if (value instanceof Span<?> span) return one(type, last ? span.last() : span.first(), last);
        if (value instanceof Cidr cidr) {
            Data network = cast(type, cidr.network().address());
            if (!last) return network;
            byte[] b = network.bytes();
            byte[] mask = Data.mask(b.length, cidr.prefixLength()).bytes();
            for (int i = 0; i < b.length; i++) b[i] |= (byte) ~mask[i];
            return Data.of(b);
        }
        return cast(type, value);
    }

    @SuppressWarnings("unchecked") // another class is told as such
    private static <T> Data cast(DataType<T> type, Object value) {
        try {
            Data data = type.encode((T) value);
            if (data.length() != type.length()) throw new IllegalArgumentException(value + " in a set of " + type);
            return data;
        } catch (ClassCastException e) {
            throw new IllegalArgumentException(value + " is no " + type, e);
        }
    }

    /** The values of a key. */
    public List<Object> decode(Data data) {
        List<Object> values = new ArrayList<>();
        if (data.length() != length) throw new IllegalArgumentException(data + " is not of " + length + " bytes");
        int at = 0;
        for (DataType<?> t : fields) {
            values.add(t.decode(data.slice(at, t.length())));
            at += 4 * Registers.words(t.length());
        }
        return values;
    }

    /** With the numbers that must be turned around for a comparison by size turned around; twice is the same again. */
    Data turned(Data key) {
        if (key.length() != length || fields.stream().noneMatch(KeyType::isSwapped)) return key;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = 0;
        for (DataType<?> t : fields) {
            int size = isConcatenation() ? 4 * Registers.words(t.length()) : t.length();
            Data part = key.slice(at, t.length());
            out.writeBytes((isSwapped(t) ? part.reversed() : part).bytes());
            out.writeBytes(new byte[size - t.length()]);
            at += size;
        }
        return Data.of(out.toByteArray());
    }

    /** As {@code nft} numbers them: 1 for the machine's byte order, 2 for that of the network. */
    int byteOrder() {
        return fields.size() == 1 && fields.get(0).isHostOrder() ? 1 : 2;
    }

    /** {@code ipv4_addr . inet_service}. */
    @Override
    public String toString() {
        if (fields.isEmpty()) return "type " + number + " of " + length + " bytes";
        StringBuilder s = new StringBuilder();
        for (DataType<?> t : fields) s.append(s.length() == 0 ? "" : " . ").append(t);
        return s.toString();
    }
}
