package io.jlinux.net.nftables;

import io.jlinux.net.IpTypes;
import io.jlinux.net.MacAddress;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What bytes in registers and sets mean. The numbers are {@code nft}'s: the kernel keeps them with a set and does not look at
 * them, and {@code nft list} shows the elements by them. Immutable.
 *
 * @param <T> the value in Java
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Data types</a>
 */
public final class DataType<T> {
    private static final int IFNAMSIZ = 16;

    /** {@code NFPROTO_IPV4} or {@code NFPROTO_IPV6}. */
    public static final DataType<Integer> NF_PROTOCOL = number("nf_proto", 2, 1, false);

    public static final DataType<InetAddress> IPV4_ADDRESS = address("ipv4_addr", 7, 4);
    public static final DataType<InetAddress> IPV6_ADDRESS = address("ipv6_addr", 8, 16);
    public static final DataType<MacAddress> ETHER_ADDRESS =
            new DataType<>("ether_addr", 9, 6, false, MacAddress::bytes, b -> MacAddress.of(b));
    public static final DataType<Integer> ETHER_TYPE = number("ether_type", 10, 2, false);
    /** {@code IPPROTO_*}. */
    public static final DataType<Integer> PROTOCOL = number("inet_proto", 12, 1, false);
    /** A port. */
    public static final DataType<Integer> SERVICE = number("inet_service", 13, 2, false);

    public static final DataType<Integer> ICMP_TYPE = number("icmp_type", 14, 1, false);
    public static final DataType<Integer> TCP_FLAGS = number("tcp_flag", 15, 1, false);
    public static final DataType<Integer> MARK = number("mark", 19, 4, true);
    public static final DataType<Integer> INTERFACE_INDEX = number("iface_index", 20, 4, true);
    public static final DataType<Integer> LINK_TYPE = number("iface_type", 21, 2, true);
    public static final DataType<Integer> UID = number("uid", 24, 4, true);
    public static final DataType<Integer> GID = number("gid", 25, 4, true);
    public static final DataType<Integer> CT_STATE = number("ct_state", 26, 4, true);
    public static final DataType<Integer> CT_DIRECTION = number("ct_dir", 27, 1, true);
    public static final DataType<Integer> CT_STATUS = number("ct_status", 28, 4, true);
    public static final DataType<Integer> ICMPV6_TYPE = number("icmpv6_type", 29, 1, false);
    public static final DataType<Integer> PACKET_TYPE = number("pkt_type", 31, 1, true);
    public static final DataType<Integer> CGROUP = number("cgroup", 4, 4, true);
    /** {@code RTN_*}; see {@link AddressType}. */
    public static final DataType<Integer> FIB_ADDRESS_TYPE = number("fib_addrtype", 38, 4, true);

    /** The name of a link; one that ends with {@code *} stands for all that begin with what is before. */
    public static final DataType<String> INTERFACE_NAME =
            new DataType<>("ifname", 41, IFNAMSIZ, true, DataType::interfaceName, DataType::readName);

    private static final List<DataType<?>> ALL = List.of(
            NF_PROTOCOL,
            IPV4_ADDRESS,
            IPV6_ADDRESS,
            ETHER_ADDRESS,
            ETHER_TYPE,
            PROTOCOL,
            SERVICE,
            ICMP_TYPE,
            TCP_FLAGS,
            MARK,
            INTERFACE_INDEX,
            LINK_TYPE,
            UID,
            GID,
            CT_STATE,
            CT_DIRECTION,
            CT_STATUS,
            ICMPV6_TYPE,
            PACKET_TYPE,
            FIB_ADDRESS_TYPE,
            INTERFACE_NAME);

    private final String name;
    private final int number;
    private final int length;
    private final boolean hostOrder;
    private final Function<T, byte[]> encode;
    private final Function<byte[], T> decode;

    private DataType(
            String name,
            int number,
            int length,
            boolean hostOrder,
            Function<T, byte[]> encode,
            Function<byte[], T> decode) {
        this.name = name;
        this.number = number;
        this.length = length;
        this.hostOrder = hostOrder;
        this.encode = encode;
        this.decode = decode;
    }

    private static DataType<Integer> number(String name, int number, int length, boolean hostOrder) {
        return new DataType<>(
                name,
                number,
                length,
                hostOrder,
                v -> encodeNumber(v, length, hostOrder),
                b -> readNumber(b, hostOrder));
    }

    private static DataType<InetAddress> address(String name, int number, int length) {
        return new DataType<>(
                name, number, length, false, (length == 4 ? IpTypes.IPV4 : IpTypes.IPV6)::encode, IpTypes::ofBytes);
    }

    private static byte[] encodeNumber(int value, int length, boolean hostOrder) {
        if (length < 4 && value >>> (8 * length) != 0) {
            throw new IllegalArgumentException(value + " is not in 0.." + ((1 << (8 * length)) - 1));
        }
        boolean big = !hostOrder || ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;
        byte[] b = new byte[length];
        for (int i = 0; i < length; i++) b[big ? length - 1 - i : i] = (byte) (value >>> (8 * i));
        return b;
    }

    private static int readNumber(byte[] b, boolean hostOrder) {
        ByteBuffer four = ByteBuffer.allocate(4);
        boolean big = !hostOrder || ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;
        for (int i = 0; i < b.length && i < 4; i++) four.put(3 - i, b[big ? b.length - 1 - i : i]);
        return four.getInt(0);
    }

    private static byte[] interfaceName(String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        if (text.length == 0 || text.length >= IFNAMSIZ || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("not the name of a link: '" + name + "'");
        }
        boolean wildcard = text[text.length - 1] == '*';
        return Arrays.copyOf(text, wildcard ? text.length - 1 : IFNAMSIZ);
    }

    private static String readName(byte[] b) {
        int end = 0;
        while (end < b.length && b[end] != 0) end++;
        String name = new String(b, 0, end, StandardCharsets.UTF_8);
        return b.length < IFNAMSIZ ? name + "*" : name;
    }

    /** The one with {@code nft}'s number; empty for those that are not known here. */
    static Optional<DataType<?>> of(int number) {
        for (DataType<?> t : ALL) {
            if (t.number == number) return Optional.of(t);
        }
        return Optional.empty();
    }

    /** {@code nft}'s number. */
    public int number() {
        return number;
    }

    /** In bytes. */
    public int length() {
        return length;
    }

    /** Whether numbers are in the machine's byte order, not that of the network. */
    public boolean isHostOrder() {
        return hostOrder;
    }

    /**
     * The bytes of a value.
     *
     * @throws IllegalArgumentException for a value that it cannot hold
     */
    public Data encode(T value) {
        return Data.of(encode.apply(value));
    }

    /** The value of bytes, which are as many as {@link #length()}. */
    public T decode(Data data) {
        return decode.apply(data.bytes());
    }

    /** {@code nft}'s name of it: {@code ipv4_addr}. */
    @Override
    public String toString() {
        return name;
    }
}
