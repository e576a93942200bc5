package io.jlinux.net.link;

import io.jlinux.net.IpTypes;
import io.jlinux.net.LinkOption;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.wire.GreAttr;
import java.net.InetAddress;
import java.util.List;

/**
 * What ip6gre and ip6gretap have.
 *
 * @param <S> the class itself
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-link.8.html">ip-link(8)</a>
 */
public abstract class GreOverIpv6Spec<S extends GreOverIpv6Spec<S>> extends GreTunnelSpec<S> {
    private static final List<String> KINDS = List.of("ip6gre", "ip6gretap");

    /** The source address of its packets. */
    public static final LinkOption<GreOverIpv6Spec<?>, InetAddress> LOCAL = of(GreAttr.IFLA_GRE_LOCAL, IpTypes.IPV6);

    /** The other host; without one it takes from all. */
    public static final LinkOption<GreOverIpv6Spec<?>, InetAddress> REMOTE = of(GreAttr.IFLA_GRE_REMOTE, IpTypes.IPV6);

    /** How often a packet may be packed once more; 4 by default. */
    public static final LinkOption<GreOverIpv6Spec<?>, Integer> ENCAPSULATION_LIMIT =
            of(GreAttr.IFLA_GRE_ENCAP_LIMIT, AttributeType.U8);

    public static final LinkOption<GreOverIpv6Spec<?>, Long> FLOW_INFO =
            of(GreAttr.IFLA_GRE_FLOWINFO, AttributeType.U32_NETWORK_ORDER);

    GreOverIpv6Spec(State state) {
        super(state);
    }

    private static <T> LinkOption<GreOverIpv6Spec<?>, T> of(int attribute, AttributeType<T> type) {
        return new LinkOption<>(KINDS, attribute, type);
    }

    @Override
    final LinkOption<? super S, InetAddress> localOption() {
        return LOCAL;
    }

    @Override
    final LinkOption<? super S, InetAddress> remoteOption() {
        return REMOTE;
    }
}
