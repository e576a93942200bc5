package io.jlinux.net.link;

import io.jlinux.net.IpTypes;
import io.jlinux.net.LinkOption;
import io.jlinux.net.LinkSpec;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.wire.GreAttr;
import java.net.InetAddress;

/**
 * A tunnel for packets of any protocol over IPv4.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-link.8.html">ip-link(8), gre</a>
 */
public final class GreSpec extends LinkSpec<GreSpec> {
    /** The source address of its packets. */
    public static final LinkOption<GreSpec, InetAddress> LOCAL = of(GreAttr.IFLA_GRE_LOCAL, IpTypes.IPV4);

    /** The other host; without one it takes from all. */
    public static final LinkOption<GreSpec, InetAddress> REMOTE = of(GreAttr.IFLA_GRE_REMOTE, IpTypes.IPV4);

    /** 0 takes that of the packet within. */
    public static final LinkOption<GreSpec, Integer> TTL = of(GreAttr.IFLA_GRE_TTL, AttributeType.U8);

    /** 1 takes that of the packet within. */
    public static final LinkOption<GreSpec, Integer> TOS = of(GreAttr.IFLA_GRE_TOS, AttributeType.U8);

    /** Whether packets must not be fragmented; on by default. */
    public static final LinkOption<GreSpec, Boolean> PATH_MTU_DISCOVERY =
            of(GreAttr.IFLA_GRE_PMTUDISC, AttributeType.BOOL_U8);

    /** The key that packets must have; see {@link #key}. */
    public static final LinkOption<GreSpec, Long> INPUT_KEY =
            of(GreAttr.IFLA_GRE_IKEY, AttributeType.U32_NETWORK_ORDER);

    /** The key that packets get. */
    public static final LinkOption<GreSpec, Long> OUTPUT_KEY =
            of(GreAttr.IFLA_GRE_OKEY, AttributeType.U32_NETWORK_ORDER);

    /** {@code GRE_*}: 0x2000 has a key, 0x8000 a checksum, 0x1000 a sequence number. */
    public static final LinkOption<GreSpec, Integer> INPUT_FLAGS =
            of(GreAttr.IFLA_GRE_IFLAGS, AttributeType.U16_NETWORK_ORDER);

    /** The same for packets that it sends. */
    public static final LinkOption<GreSpec, Integer> OUTPUT_FLAGS =
            of(GreAttr.IFLA_GRE_OFLAGS, AttributeType.U16_NETWORK_ORDER);

    /** The mark that its packets get. */
    public static final LinkOption<GreSpec, Long> FIREWALL_MARK = of(GreAttr.IFLA_GRE_FWMARK, AttributeType.U32);

    private GreSpec(State state) {
        super(state);
    }

    /** One with this name, still without an end: {@link #remote} and {@link #local} say where they are. */
    public static GreSpec of(String name) {
        return new GreSpec(named(name));
    }

    private static <T> LinkOption<GreSpec, T> of(int attribute, AttributeType<T> type) {
        return new LinkOption<>("gre", attribute, type);
    }

    @Override
    protected GreSpec copy(State changed) {
        return new GreSpec(changed);
    }

    @Override
    public String kind() {
        return "gre";
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
    public GreSpec remote(InetAddress host) {
        return with(REMOTE, host);
    }

    /** The source address of its packets. */
    public GreSpec local(InetAddress host) {
        return with(LOCAL, host);
    }

    /** Its packets go out by this link, which is looked up when it is created. */
    public GreSpec over(String link) {
        return withParent(link);
    }

    /** A number, 0 to 2³²-1, by which tunnels between the same hosts are told apart, both ways. */
    public GreSpec key(long key) {
        int flags = 0x2000; // GRE_KEY
        return with(INPUT_KEY, key)
                .with(OUTPUT_KEY, key)
                .with(INPUT_FLAGS, get(INPUT_FLAGS).orElse(0) | flags)
                .with(OUTPUT_FLAGS, get(OUTPUT_FLAGS).orElse(0) | flags);
    }
}
