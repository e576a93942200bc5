package io.jlinux.net.link;

import io.jlinux.net.IpTypes;
import io.jlinux.net.LinkOption;
import io.jlinux.net.LinkSpec;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.wire.IptunAttr;
import java.net.InetAddress;

/**
 * A tunnel for IPv4 over IPv4.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-link.8.html">ip-link(8), ipip</a>
 */
public final class IpipSpec extends LinkSpec<IpipSpec> {
    /** The source address of its packets. */
    public static final LinkOption<IpipSpec, InetAddress> LOCAL = of(IptunAttr.IFLA_IPTUN_LOCAL, IpTypes.IPV4);

    /** The other host; without one it takes from all. */
    public static final LinkOption<IpipSpec, InetAddress> REMOTE = of(IptunAttr.IFLA_IPTUN_REMOTE, IpTypes.IPV4);

    /** 0 takes that of the packet within. */
    public static final LinkOption<IpipSpec, Integer> TTL = of(IptunAttr.IFLA_IPTUN_TTL, AttributeType.U8);

    /** 1 takes that of the packet within. */
    public static final LinkOption<IpipSpec, Integer> TOS = of(IptunAttr.IFLA_IPTUN_TOS, AttributeType.U8);

    /** Whether packets must not be fragmented; on by default. */
    public static final LinkOption<IpipSpec, Boolean> PATH_MTU_DISCOVERY =
            of(IptunAttr.IFLA_IPTUN_PMTUDISC, AttributeType.BOOL_U8);

    /** The mark that its packets get. */
    public static final LinkOption<IpipSpec, Long> FIREWALL_MARK = of(IptunAttr.IFLA_IPTUN_FWMARK, AttributeType.U32);

    private IpipSpec(State state) {
        super(state);
    }

    /** One with this name, still without an end: {@link #remote} and {@link #local} say where they are. */
    public static IpipSpec of(String name) {
        return new IpipSpec(named(name));
    }

    private static <T> LinkOption<IpipSpec, T> of(int attribute, AttributeType<T> type) {
        return new LinkOption<>("ipip", attribute, type);
    }

    @Override
    protected IpipSpec copy(State changed) {
        return new IpipSpec(changed);
    }

    @Override
    public String kind() {
        return "ipip";
    }

    @Override
    protected boolean hasUnderlay() {
        return true;
    }

    @Override
    protected int parentAttribute() {
        return IptunAttr.IFLA_IPTUN_LINK;
    }

    /** The other host. */
    public IpipSpec remote(InetAddress host) {
        return with(REMOTE, host);
    }

    /** The source address of its packets. */
    public IpipSpec local(InetAddress host) {
        return with(LOCAL, host);
    }

    /** Its packets go out by this link, which is looked up when it is created. */
    public IpipSpec over(String link) {
        return withParent(link);
    }
}
