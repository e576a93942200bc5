package io.jlinux.net.link;

import io.jlinux.net.IpTypes;
import io.jlinux.net.LinkOption;
import io.jlinux.net.LinkSpec;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.wire.GreAttr;
import java.net.InetAddress;

/**
 * A tunnel for Ethernet frames over IPv6.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-link.8.html">ip-link(8), ip6gretap</a>
 */
public final class Ip6gretapSpec extends LinkSpec<Ip6gretapSpec> {
    /** The source address of its packets. */
    public static final LinkOption<Ip6gretapSpec, InetAddress> LOCAL = of(GreAttr.IFLA_GRE_LOCAL, IpTypes.IPV6);

    /** The other host; without one it takes from all. */
    public static final LinkOption<Ip6gretapSpec, InetAddress> REMOTE = of(GreAttr.IFLA_GRE_REMOTE, IpTypes.IPV6);

    /** The hop limit. */
    public static final LinkOption<Ip6gretapSpec, Integer> TTL = of(GreAttr.IFLA_GRE_TTL, AttributeType.U8);

    /** How often a packet may be packed once more; 4 by default. */
    public static final LinkOption<Ip6gretapSpec, Integer> ENCAPSULATION_LIMIT =
            of(GreAttr.IFLA_GRE_ENCAP_LIMIT, AttributeType.U8);

    public static final LinkOption<Ip6gretapSpec, Long> FLOW_INFO =
            of(GreAttr.IFLA_GRE_FLOWINFO, AttributeType.U32_NETWORK_ORDER);

    /** The key that packets must have; see {@link #key}. */
    public static final LinkOption<Ip6gretapSpec, Long> INPUT_KEY =
            of(GreAttr.IFLA_GRE_IKEY, AttributeType.U32_NETWORK_ORDER);

    /** The key that packets get. */
    public static final LinkOption<Ip6gretapSpec, Long> OUTPUT_KEY =
            of(GreAttr.IFLA_GRE_OKEY, AttributeType.U32_NETWORK_ORDER);

    /** {@code GRE_*}: 0x2000 has a key, 0x8000 a checksum, 0x1000 a sequence number. */
    public static final LinkOption<Ip6gretapSpec, Integer> INPUT_FLAGS =
            of(GreAttr.IFLA_GRE_IFLAGS, AttributeType.U16_NETWORK_ORDER);

    /** The same for packets that it sends. */
    public static final LinkOption<Ip6gretapSpec, Integer> OUTPUT_FLAGS =
            of(GreAttr.IFLA_GRE_OFLAGS, AttributeType.U16_NETWORK_ORDER);

    /** The mark that its packets get. */
    public static final LinkOption<Ip6gretapSpec, Long> FIREWALL_MARK = of(GreAttr.IFLA_GRE_FWMARK, AttributeType.U32);

    private Ip6gretapSpec(State state) {
        super(state);
    }

    /** One with this name, still without an end: {@link #remote} and {@link #local} say where they are. */
    public static Ip6gretapSpec of(String name) {
        return new Ip6gretapSpec(named(name));
    }

    private static <T> LinkOption<Ip6gretapSpec, T> of(int attribute, AttributeType<T> type) {
        return new LinkOption<>("ip6gretap", attribute, type);
    }

    @Override
    protected Ip6gretapSpec copy(State changed) {
        return new Ip6gretapSpec(changed);
    }

    @Override
    public String kind() {
        return "ip6gretap";
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
    public Ip6gretapSpec remote(InetAddress host) {
        return with(REMOTE, host);
    }

    /** The source address of its packets. */
    public Ip6gretapSpec local(InetAddress host) {
        return with(LOCAL, host);
    }

    /** Its packets go out by this link, which is looked up when it is created. */
    public Ip6gretapSpec over(String link) {
        return withParent(link);
    }

    /** A number, 0 to 2³²-1, by which tunnels between the same hosts are told apart, both ways. */
    public Ip6gretapSpec key(long key) {
        int flags = 0x2000; // GRE_KEY
        return with(INPUT_KEY, key)
                .with(OUTPUT_KEY, key)
                .with(INPUT_FLAGS, get(INPUT_FLAGS).orElse(0) | flags)
                .with(OUTPUT_FLAGS, get(OUTPUT_FLAGS).orElse(0) | flags);
    }
}
