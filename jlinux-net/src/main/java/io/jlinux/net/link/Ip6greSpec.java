package io.jlinux.net.link;

import io.jlinux.net.IpTypes;
import io.jlinux.net.LinkOption;
import io.jlinux.net.LinkSpec;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.wire.GreAttr;
import java.net.InetAddress;

/**
 * A tunnel for packets of any protocol over IPv6.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-link.8.html">ip-link(8), ip6gre</a>
 */
public final class Ip6greSpec extends LinkSpec<Ip6greSpec> {
    /** The source address of its packets. */
    public static final LinkOption<Ip6greSpec, InetAddress> LOCAL = of(GreAttr.IFLA_GRE_LOCAL, IpTypes.IPV6);

    /** The other host; without one it takes from all. */
    public static final LinkOption<Ip6greSpec, InetAddress> REMOTE = of(GreAttr.IFLA_GRE_REMOTE, IpTypes.IPV6);

    /** The hop limit. */
    public static final LinkOption<Ip6greSpec, Integer> TTL = of(GreAttr.IFLA_GRE_TTL, AttributeType.U8);

    /** How often a packet may be packed once more; 4 by default. */
    public static final LinkOption<Ip6greSpec, Integer> ENCAPSULATION_LIMIT =
            of(GreAttr.IFLA_GRE_ENCAP_LIMIT, AttributeType.U8);

    public static final LinkOption<Ip6greSpec, Long> FLOW_INFO =
            of(GreAttr.IFLA_GRE_FLOWINFO, AttributeType.U32_NETWORK_ORDER);

    /** The key that packets must have; see {@link #key}. */
    public static final LinkOption<Ip6greSpec, Long> INPUT_KEY =
            of(GreAttr.IFLA_GRE_IKEY, AttributeType.U32_NETWORK_ORDER);

    /** The key that packets get. */
    public static final LinkOption<Ip6greSpec, Long> OUTPUT_KEY =
            of(GreAttr.IFLA_GRE_OKEY, AttributeType.U32_NETWORK_ORDER);

    /** {@code GRE_*}: 0x2000 has a key, 0x8000 a checksum, 0x1000 a sequence number. */
    public static final LinkOption<Ip6greSpec, Integer> INPUT_FLAGS =
            of(GreAttr.IFLA_GRE_IFLAGS, AttributeType.U16_NETWORK_ORDER);

    /** The same for packets that it sends. */
    public static final LinkOption<Ip6greSpec, Integer> OUTPUT_FLAGS =
            of(GreAttr.IFLA_GRE_OFLAGS, AttributeType.U16_NETWORK_ORDER);

    /** The mark that its packets get. */
    public static final LinkOption<Ip6greSpec, Long> FIREWALL_MARK = of(GreAttr.IFLA_GRE_FWMARK, AttributeType.U32);

    private Ip6greSpec(State state) {
        super(state);
    }

    /** One with this name, still without an end: {@link #remote} and {@link #local} say where they are. */
    public static Ip6greSpec of(String name) {
        return new Ip6greSpec(named(name));
    }

    private static <T> LinkOption<Ip6greSpec, T> of(int attribute, AttributeType<T> type) {
        return new LinkOption<>("ip6gre", attribute, type);
    }

    @Override
    protected Ip6greSpec copy(State changed) {
        return new Ip6greSpec(changed);
    }

    @Override
    public String kind() {
        return "ip6gre";
    }

    @Override
    protected boolean hasUnderlay() {
        return true;
    }

    @Override
    protected int parentAttribute() {
        return GreAttr.IFLA_GRE_LINK;
    }

    /** The other host. */
    public Ip6greSpec remote(InetAddress host) {
        return with(REMOTE, host);
    }

    /** The source address of its packets. */
    public Ip6greSpec local(InetAddress host) {
        return with(LOCAL, host);
    }

    /** Its packets go out by this link, which is looked up when it is created. */
    public Ip6greSpec over(String link) {
        return withParent(link);
    }

    /** A number, 0 to 2³²-1, by which tunnels between the same hosts are told apart, both ways. */
    public Ip6greSpec key(long key) {
        int flags = 0x2000; // GRE_KEY
        return with(INPUT_KEY, key)
                .with(OUTPUT_KEY, key)
                .with(INPUT_FLAGS, get(INPUT_FLAGS).orElse(0) | flags)
                .with(OUTPUT_FLAGS, get(OUTPUT_FLAGS).orElse(0) | flags);
    }
}
