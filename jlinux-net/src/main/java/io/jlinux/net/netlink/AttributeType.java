package io.jlinux.net.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * How a value is written into the payload of an attribute, and read from it. Immutable; names as in the kernel's netlink
 * specifications.
 *
 * @param <T> the value in Java
 * @see <a href="https://docs.kernel.org/userspace-api/netlink/specs.html">Netlink protocol specifications</a>
 */
public interface AttributeType<T> {
    /**
     * The payload.
     *
     * @throws IllegalArgumentException for a value that it cannot hold
     */
    byte[] encode(T value);

    /** The value of the attribute that the cursor is at. */
    T decode(AttributeReader attribute) throws NetlinkException;

    /** Reads a value. */
    @FunctionalInterface
    interface Decode<T> {
        T decode(AttributeReader attribute) throws NetlinkException;
    }

    /** Of two functions. */
    static <T> AttributeType<T> of(Function<T, byte[]> encode, Decode<T> decode) {
        return new AttributeType<>() {
            @Override
            public byte[] encode(T value) {
                return encode.apply(value);
            }

            @Override
            public T decode(AttributeReader attribute) throws NetlinkException {
                return decode.decode(attribute);
            }
        };
    }

    /** The same payload as another value in Java. */
    default <V> AttributeType<V> as(Function<V, T> from, Function<T, V> to) {
        return of(value -> encode(from.apply(value)), a -> to.apply(decode(a)));
    }

    AttributeType<Integer> U8 = of(v -> new byte[] {(byte) Ranges.check(v, 0xff)}, AttributeReader::u8);
    AttributeType<Integer> U16 =
            of(v -> Ranges.bytes(2).putShort((short) Ranges.check(v, 0xffff)).array(), AttributeReader::u16);
    AttributeType<Integer> U16_NETWORK_ORDER = of(
            v -> new byte[] {(byte) (Ranges.check(v, 0xffff) >> 8), (byte) (int) v}, AttributeReader::u16NetworkOrder);
    /** 0 to 2³²-1. */
    AttributeType<Long> U32 =
            of(v -> Ranges.bytes(4).putInt((int) Ranges.check(v, 0xffff_ffffL)).array(), a -> a.u32() & 0xffff_ffffL);
    /** 32 bits that are never so large that the sign matters, such as indexes, or that have one. */
    AttributeType<Integer> S32 = of(v -> Ranges.bytes(4).putInt(v).array(), AttributeReader::u32);

    AttributeType<Long> U32_NETWORK_ORDER = of(
            v -> ByteBuffer.allocate(4)
                    .putInt((int) Ranges.check(v, 0xffff_ffffL))
                    .array(),
            a -> a.u32NetworkOrder() & 0xffff_ffffL);
    AttributeType<Long> U64 = of(v -> Ranges.bytes(8).putLong(v).array(), AttributeReader::u64);
    /** UTF-8 with a NUL behind it. */
    AttributeType<String> STRING = of(Ranges::string, AttributeReader::string);

    AttributeType<byte[]> BYTES = of(byte[]::clone, AttributeReader::bytes);
    /** One byte, 0 or 1. */
    AttributeType<Boolean> BOOL_U8 = U8.as(v -> v ? 1 : 0, v -> v != 0);

    AttributeType<Boolean> BOOL_U16 = U16.as(v -> v ? 1 : 0, v -> v != 0);
    /** Four bytes, 0 or 1. */
    AttributeType<Boolean> BOOL_U32 = S32.as(v -> v ? 1 : 0, v -> v != 0);
    /** True is an attribute without payload; false cannot be said. */
    AttributeType<Boolean> FLAG = of(Ranges::flag, a -> true);

    /** Several values in attributes within one, numbered from 0 on; what is received may have any numbers. */
    static <T> AttributeType<List<T>> list(AttributeType<T> each) {
        return list(each, -1);
    }

    /** Several values in attributes within one, all of the same type {@code number}; of a negative one numbered from 0 on. */
    static <T> AttributeType<List<T>> list(AttributeType<T> each, int number) {
        return of(
                values -> {
                    Attributes nest = Attributes.NONE;
                    for (int i = 0; i < values.size(); i++) {
                        nest = nest.and(number < 0 ? i : number, each, values.get(i));
                    }
                    return nest.encoded();
                },
                a -> {
                    List<T> values = new ArrayList<>();
                    for (AttributeReader inner = a.nested(); inner.next(); ) values.add(each.decode(inner));
                    return List.copyOf(values);
                });
    }

    /** The numbers of an enum's constants in their order, from 0 on, in a byte. */
    static <E extends Enum<E>> AttributeType<E> enumU8(Class<E> type) {
        return of(v -> U8.encode(v.ordinal()), a -> Ranges.constant(type, a.u8()));
    }

    /** The same in 32 bits. */
    static <E extends Enum<E>> AttributeType<E> enumU32(Class<E> type) {
        return of(v -> S32.encode(v.ordinal()), a -> Ranges.constant(type, a.u32()));
    }

    /** Helpers of these types. */
    final class Ranges {
        private Ranges() {}

        static int check(int value, int max) {
            return (int) check((long) value, max);
        }

        static long check(long value, long max) {
            if (value < 0 || value > max) throw new IllegalArgumentException(value + " is not in 0.." + max);
            return value;
        }

        static ByteBuffer bytes(int size) {
            return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
        }

        static byte[] string(String text) {
            if (text.indexOf('\0') >= 0) throw new IllegalArgumentException("a NUL within: " + text);
            return (text + '\0').getBytes(StandardCharsets.UTF_8);
        }

        static byte[] flag(boolean on) {
            if (!on) throw new IllegalArgumentException("a flag is on when it is there, and cannot say no");
            return new byte[0];
        }

        static <E extends Enum<E>> E constant(Class<E> type, int number) throws NetlinkException {
            E[] all = type.getEnumConstants();
            if (number >= 0 && number < all.length) return all[number];
            throw NetlinkException.malformed(number + " is no " + type.getSimpleName());
        }
    }
}
