package io.jlinux.net.link;

import io.jlinux.net.IpTypes;
import io.jlinux.net.LinkOption;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.wire.IptunAttr;
import java.net.InetAddress;

/**
 * A tunnel for IPv4 and IPv6 over IPv6.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-link.8.html">ip-link(8), ip6tnl</a>
 */
public final class Ip6tnlSpec extends TunnelSpec<Ip6tnlSpec> {
    /** The source address of its packets. */
    public static final LinkOption<Ip6tnlSpec, InetAddress> LOCAL = of(IptunAttr.IFLA_IPTUN_LOCAL, IpTypes.IPV6);

    /** The other host; without one it takes from all. */
    public static final LinkOption<Ip6tnlSpec, InetAddress> REMOTE = of(IptunAttr.IFLA_IPTUN_REMOTE, IpTypes.IPV6);

    /** The hop limit. */
    public static final LinkOption<Ip6tnlSpec, Integer> TTL = of(IptunAttr.IFLA_IPTUN_TTL, AttributeType.U8);

    /** How often a packet may be packed once more; 4 by default. */
    public static final LinkOption<Ip6tnlSpec, Integer> ENCAPSULATION_LIMIT =
            of(IptunAttr.IFLA_IPTUN_ENCAP_LIMIT, AttributeType.U8);

    public static final LinkOption<Ip6tnlSpec, Long> FLOW_INFO =
            of(IptunAttr.IFLA_IPTUN_FLOWINFO, AttributeType.U32_NETWORK_ORDER);

    /** 4 is IPv4 within, 41 IPv6, 0 both. */
    public static final LinkOption<Ip6tnlSpec, Integer> PROTOCOL = of(IptunAttr.IFLA_IPTUN_PROTO, AttributeType.U8);

    /** The mark that its packets get. */
    public static final LinkOption<Ip6tnlSpec, Long> FIREWALL_MARK = of(IptunAttr.IFLA_IPTUN_FWMARK, AttributeType.U32);

    private Ip6tnlSpec(State state) {
        super(state);
    }

    /** One with this name, still without an end: {@link #remote} and {@link #local} say where they are. */
    public static Ip6tnlSpec of(String name) {
        return new Ip6tnlSpec(named(name)).with(PROTOCOL, 0);
    }

    private static <T> LinkOption<Ip6tnlSpec, T> of(int attribute, AttributeType<T> type) {
        return new LinkOption<>("ip6tnl", attribute, type);
    }

    @Override
    protected Ip6tnlSpec copy(State changed) {
        return new Ip6tnlSpec(changed);
    }

    @Override
    public String kind() {
        return "ip6tnl";
    }

    @Override
    protected int parentAttribute() {
        return IptunAttr.IFLA_IPTUN_LINK;
    }

    @Override
    LinkOption<Ip6tnlSpec, InetAddress> localOption() {
        return LOCAL;
    }

    @Override
    LinkOption<Ip6tnlSpec, InetAddress> remoteOption() {
        return REMOTE;
    }
}
