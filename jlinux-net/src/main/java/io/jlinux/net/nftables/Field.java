package io.jlinux.net.nftables;

import io.jlinux.net.MacAddress;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Something about a packet that a rule can ask for, by the words of {@code nft}; with what must be true before it means
 * anything, such as that the packet is TCP. Immutable.
 *
 * @param <T> its value in Java
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Primary expressions, Payload expressions</a>
 */
public final class Field<T> {
    static final int NFPROTO_IPV4 = 2;
    static final int NFPROTO_IPV6 = 10;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int SCTP = 132;
    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;

    public static final Field<String> INPUT_INTERFACE = meta("iifname", DataType.INTERFACE_NAME, MetaKey.IIFNAME);
    public static final Field<String> OUTPUT_INTERFACE = meta("oifname", DataType.INTERFACE_NAME, MetaKey.OIFNAME);
    public static final Field<Integer> INPUT_INDEX = meta("iif", DataType.INTERFACE_INDEX, MetaKey.IIF);
    public static final Field<Integer> OUTPUT_INDEX = meta("oif", DataType.INTERFACE_INDEX, MetaKey.OIF);
    public static final Field<Integer> MARK = meta("meta mark", DataType.MARK, MetaKey.MARK);
    /** {@code NFPROTO_*}: 2 for IPv4, 10 for IPv6. */
    public static final Field<Integer> NF_PROTOCOL = meta("meta nfproto", DataType.NF_PROTOCOL, MetaKey.NFPROTO);
    /** {@code IPPROTO_*}, of IPv4 and IPv6. */
    public static final Field<Integer> PROTOCOL = meta("meta l4proto", DataType.PROTOCOL, MetaKey.L4PROTO);

    public static final Field<Integer> ETHER_PROTOCOL = meta("meta protocol", DataType.ETHER_TYPE, MetaKey.PROTOCOL);
    /** The user that owns the socket which sends it. */
    public static final Field<Integer> SOCKET_UID = meta("meta skuid", DataType.UID, MetaKey.SKUID);

    public static final Field<Integer> SOCKET_GID = meta("meta skgid", DataType.GID, MetaKey.SKGID);
    /** {@code net_cls.classid} of cgroup v1. */
    public static final Field<Integer> CGROUP = meta("meta cgroup", DataType.CGROUP, MetaKey.CGROUP);
    /** {@code PACKET_*}: 0 for this host, 1 broadcast, 2 multicast. */
    public static final Field<Integer> PACKET_TYPE = meta("meta pkttype", DataType.PACKET_TYPE, MetaKey.PKTTYPE);

    public static final Field<MacAddress> ETHER_SOURCE = ether("ether saddr", DataType.ETHER_ADDRESS, 6);
    public static final Field<MacAddress> ETHER_DESTINATION = ether("ether daddr", DataType.ETHER_ADDRESS, 0);
    public static final Field<Integer> ETHER_TYPE = ether("ether type", DataType.ETHER_TYPE, 12);
    public static final Field<InetAddress> IP_SOURCE = network("ip saddr", DataType.IPV4_ADDRESS, NFPROTO_IPV4, 12);
    public static final Field<InetAddress> IP_DESTINATION =
            network("ip daddr", DataType.IPV4_ADDRESS, NFPROTO_IPV4, 16);
    public static final Field<Integer> IP_PROTOCOL = network("ip protocol", DataType.PROTOCOL, NFPROTO_IPV4, 9);
    public static final Field<InetAddress> IP6_SOURCE = network("ip6 saddr", DataType.IPV6_ADDRESS, NFPROTO_IPV6, 8);
    public static final Field<InetAddress> IP6_DESTINATION =
            network("ip6 daddr", DataType.IPV6_ADDRESS, NFPROTO_IPV6, 24);

    public static final Field<Integer> TCP_SOURCE_PORT = transport("tcp sport", DataType.SERVICE, 0, TCP, 0);
    public static final Field<Integer> TCP_DESTINATION_PORT = transport("tcp dport", DataType.SERVICE, 0, TCP, 2);
    public static final Field<Integer> TCP_FLAGS = transport("tcp flags", DataType.TCP_FLAGS, 0, TCP, 13);
    public static final Field<Integer> UDP_SOURCE_PORT = transport("udp sport", DataType.SERVICE, 0, UDP, 0);
    public static final Field<Integer> UDP_DESTINATION_PORT = transport("udp dport", DataType.SERVICE, 0, UDP, 2);
    public static final Field<Integer> SCTP_DESTINATION_PORT = transport("sctp dport", DataType.SERVICE, 0, SCTP, 2);
    /** Of whatever protocol, which the rule must have asked for already. */
    public static final Field<Integer> SOURCE_PORT = transport("th sport", DataType.SERVICE, 0, 0, 0);

    public static final Field<Integer> DESTINATION_PORT = transport("th dport", DataType.SERVICE, 0, 0, 2);
    public static final Field<Integer> ICMP_TYPE = transport("icmp type", DataType.ICMP_TYPE, NFPROTO_IPV4, ICMP, 0);
    public static final Field<Integer> ICMPV6_TYPE =
            transport("icmpv6 type", DataType.ICMPV6_TYPE, NFPROTO_IPV6, ICMPV6, 0);

    /** Bits; see {@link RuleSpec#state}. */
    public static final Field<Integer> CT_STATE = ct("ct state", DataType.CT_STATE, CtKey.STATE, null);
    /** Bits; see {@link RuleSpec#status}. */
    public static final Field<Integer> CT_STATUS = ct("ct status", DataType.CT_STATUS, CtKey.STATUS, null);

    public static final Field<Integer> CT_MARK = ct("ct mark", DataType.MARK, CtKey.MARK, null);
    public static final Field<Integer> CT_DIRECTION = ct("ct direction", DataType.CT_DIRECTION, CtKey.DIRECTION, null);
    /** Where the connection went before its destination was changed. */
    public static final Field<InetAddress> CT_ORIGINAL_DESTINATION =
            ct("ct original ip daddr", DataType.IPV4_ADDRESS, CtKey.DST_IP, CtDirection.ORIGINAL);

    public static final Field<InetAddress> CT_ORIGINAL_SOURCE =
            ct("ct original ip saddr", DataType.IPV4_ADDRESS, CtKey.SRC_IP, CtDirection.ORIGINAL);
    public static final Field<InetAddress> CT_ORIGINAL_DESTINATION6 =
            ct("ct original ip6 daddr", DataType.IPV6_ADDRESS, CtKey.DST_IP6, CtDirection.ORIGINAL);
    public static final Field<InetAddress> CT_ORIGINAL_SOURCE6 =
            ct("ct original ip6 saddr", DataType.IPV6_ADDRESS, CtKey.SRC_IP6, CtDirection.ORIGINAL);
    /** The rule must have asked for the protocol already. */
    public static final Field<Integer> CT_ORIGINAL_DESTINATION_PORT =
            ct("ct original proto-dst", DataType.SERVICE, CtKey.PROTO_DST, CtDirection.ORIGINAL);

    /** Whether the source is an address of this host, a broadcast address …: {@link AddressType}. */
    public static final Field<Integer> FIB_SOURCE_TYPE = fib("fib saddr type", Fib.SADDR);

    public static final Field<Integer> FIB_DESTINATION_TYPE = fib("fib daddr type", Fib.DADDR);

    private final String name;
    private final DataType<T> type;
    private final int network;
    private final int transport;
    private final boolean ethernet;
    private final IntFunction<Expression> load;

    private Field(
            String name, DataType<T> type, int network, int transport, boolean ethernet, IntFunction<Expression> load) {
        this.name = name;
        this.type = type;
        this.network = network;
        this.transport = transport;
        this.ethernet = ethernet;
        this.load = load;
    }

    private static <T> Field<T> meta(String name, DataType<T> type, MetaKey key) {
        return new Field<>(name, type, 0, 0, false, r -> new Meta(key, r));
    }

    private static <T> Field<T> ether(String name, DataType<T> type, int offset) {
        return new Field<>(name, type, 0, 0, true, r -> new Payload(PayloadBase.LINK, offset, type.length(), r));
    }

    private static <T> Field<T> network(String name, DataType<T> type, int network, int offset) {
        return new Field<>(
                name, type, network, 0, false, r -> new Payload(PayloadBase.NETWORK, offset, type.length(), r));
    }

    private static <T> Field<T> transport(String name, DataType<T> type, int network, int transport, int offset) {
        return new Field<>(
                name,
                type,
                network,
                transport,
                false,
                r -> new Payload(PayloadBase.TRANSPORT, offset, type.length(), r));
    }

    private static <T> Field<T> ct(
            String name, DataType<T> type, CtKey key, @org.jspecify.annotations.Nullable CtDirection direction) {
        return new Field<>(name, type, 0, 0, false, r -> new Ct(key, Optional.ofNullable(direction), r));
    }

    private static Field<Integer> fib(String name, int flags) {
        return new Field<>(name, DataType.FIB_ADDRESS_TYPE, 0, 0, false, r -> new Fib(Fib.RESULT_ADDRTYPE, flags, r));
    }

    /** A field of your own: the bytes of the packet that are {@code type}. */
    public static <T> Field<T> payload(String name, DataType<T> type, PayloadBase base, int offset) {
        return new Field<>(name, type, 0, 0, false, r -> new Payload(base, offset, type.length(), r));
    }

    public DataType<T> type() {
        return type;
    }

    /** {@code NFPROTO_*} that the packet must be of; 0 for any. */
    int network() {
        return network;
    }

    /** {@code IPPROTO_*} that the packet must be of; 0 for any. */
    int transport() {
        return transport;
    }

    /** Whether the packet must have an Ethernet header. */
    boolean isEthernet() {
        return ethernet;
    }

    Expression load(int register) {
        return load.apply(register);
    }

    /** As {@code nft} writes it: {@code tcp dport}. */
    @Override
    public String toString() {
        return name;
    }
}
