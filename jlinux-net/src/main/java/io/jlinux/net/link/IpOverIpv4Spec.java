package io.jlinux.net.link;

import io.jlinux.net.IpTypes;
import io.jlinux.net.LinkOption;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.wire.IptunAttr;
import java.net.InetAddress;
import java.util.List;

/**
 * What ipip and sit have.
 *
 * @param <S> the class itself
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-link.8.html">ip-link(8)</a>
 */
public abstract class IpOverIpv4Spec<S extends IpOverIpv4Spec<S>> extends TunnelSpec<S> {
    private static final List<String> KINDS = List.of("ipip", "sit");

    /** The source address of its packets. */
    public static final LinkOption<IpOverIpv4Spec<?>, InetAddress> LOCAL = of(IptunAttr.IFLA_IPTUN_LOCAL, IpTypes.IPV4);

    /** The other host; without one it takes from all. */
    public static final LinkOption<IpOverIpv4Spec<?>, InetAddress> REMOTE =
            of(IptunAttr.IFLA_IPTUN_REMOTE, IpTypes.IPV4);

    /** 1 takes that of the packet within. */
    public static final LinkOption<IpOverIpv4Spec<?>, Integer> TOS = of(IptunAttr.IFLA_IPTUN_TOS, AttributeType.U8);

    /** Whether packets must not be fragmented; on by default. */
    public static final LinkOption<IpOverIpv4Spec<?>, Boolean> PATH_MTU_DISCOVERY =
            of(IptunAttr.IFLA_IPTUN_PMTUDISC, AttributeType.BOOL_U8);

    /** 0 takes that of the packet within. */
    public static final LinkOption<IpOverIpv4Spec<?>, Integer> TTL = of(IptunAttr.IFLA_IPTUN_TTL, AttributeType.U8);

    /** The mark that its packets get. */
    public static final LinkOption<IpOverIpv4Spec<?>, Long> FIREWALL_MARK =
            of(IptunAttr.IFLA_IPTUN_FWMARK, AttributeType.U32);

    IpOverIpv4Spec(State state) {
        super(state);
    }

    private static <T> LinkOption<IpOverIpv4Spec<?>, T> of(int attribute, AttributeType<T> type) {
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

    @Override
    protected final int parentAttribute() {
        return IptunAttr.IFLA_IPTUN_LINK;
    }
}
