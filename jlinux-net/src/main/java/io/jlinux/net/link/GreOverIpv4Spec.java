package io.jlinux.net.link;

import io.jlinux.net.IpTypes;
import io.jlinux.net.LinkOption;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.wire.GreAttr;
import java.net.InetAddress;
import java.util.List;

/**
 * What gre and gretap have.
 *
 * @param <S> the class itself
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-link.8.html">ip-link(8)</a>
 */
public abstract class GreOverIpv4Spec<S extends GreOverIpv4Spec<S>> extends GreTunnelSpec<S> {
    private static final List<String> KINDS = List.of("gre", "gretap");

    /** The source address of its packets. */
    public static final LinkOption<GreOverIpv4Spec<?>, InetAddress> LOCAL = of(GreAttr.IFLA_GRE_LOCAL, IpTypes.IPV4);

    /** The other host; without one it takes from all. */
    public static final LinkOption<GreOverIpv4Spec<?>, InetAddress> REMOTE = of(GreAttr.IFLA_GRE_REMOTE, IpTypes.IPV4);

    /** 1 takes that of the packet within. */
    public static final LinkOption<GreOverIpv4Spec<?>, Integer> TOS = of(GreAttr.IFLA_GRE_TOS, AttributeType.U8);

    /** Whether packets must not be fragmented; on by default. */
    public static final LinkOption<GreOverIpv4Spec<?>, Boolean> PATH_MTU_DISCOVERY =
            of(GreAttr.IFLA_GRE_PMTUDISC, AttributeType.BOOL_U8);

    GreOverIpv4Spec(State state) {
        super(state);
    }

    private static <T> LinkOption<GreOverIpv4Spec<?>, T> of(int attribute, AttributeType<T> type) {
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
