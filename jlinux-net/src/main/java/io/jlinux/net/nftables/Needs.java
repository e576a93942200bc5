package io.jlinux.net.nftables;

import java.util.List;

/** What a rule asks before it reads a header: that there is one. */
final class Needs {
    /** {@code ARPHRD_ETHER}. */
    static final Data ETHERNET = DataType.LINK_TYPE.encode(1);

    private static final int ETH_P_IP = 0x0800;
    private static final int ETH_P_IPV6 = 0x86dd;

    private Needs() {}

    /** The packet is IPv4 or IPv6. */
    static Statement network(Family family, int protocol) {
        boolean link = family == Family.BRIDGE || family == Family.NETDEV;
        Expression load = new Meta(link ? MetaKey.PROTOCOL : MetaKey.NFPROTO, 1);
        Data value = link
                ? DataType.ETHER_TYPE.encode(protocol == Field.NFPROTO_IPV4 ? ETH_P_IP : ETH_P_IPV6)
                : DataType.NF_PROTOCOL.encode(protocol);
        return () -> List.of(load, new Compare(1, Comparison.EQUAL, value));
    }

    /** The packet is TCP, UDP … */
    static Statement transport(int protocol) {
        Data value = DataType.PROTOCOL.encode(protocol);
        return () -> List.of(new Meta(MetaKey.L4PROTO, 1), new Compare(1, Comparison.EQUAL, value));
    }
}
