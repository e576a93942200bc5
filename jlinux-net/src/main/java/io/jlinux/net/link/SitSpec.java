package io.jlinux.net.link;

import io.jlinux.net.IpTypes;
import io.jlinux.net.LinkOption;
import io.jlinux.net.LinkSpec;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.wire.IptunAttr;
import java.net.InetAddress;

/**
 * A tunnel for IPv6 over IPv4.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-link.8.html">ip-link(8), sit</a>
 */
public final class SitSpec extends LinkSpec<SitSpec> {
    /** The source address of its packets. */
    public static final LinkOption<SitSpec, InetAddress> LOCAL = of(IptunAttr.IFLA_IPTUN_LOCAL, IpTypes.IPV4);

    /** The other host; without one it takes from all. */
    public static final LinkOption<SitSpec, InetAddress> REMOTE = of(IptunAttr.IFLA_IPTUN_REMOTE, IpTypes.IPV4);

    /** 0 takes that of the packet within. */
    public static final LinkOption<SitSpec, Integer> TTL = of(IptunAttr.IFLA_IPTUN_TTL, AttributeType.U8);

    /** 1 takes that of the packet within. */
    public static final LinkOption<SitSpec, Integer> TOS = of(IptunAttr.IFLA_IPTUN_TOS, AttributeType.U8);

    /** Whether packets must not be fragmented; on by default. */
    public static final LinkOption<SitSpec, Boolean> PATH_MTU_DISCOVERY =
            of(IptunAttr.IFLA_IPTUN_PMTUDISC, AttributeType.BOOL_U8);

    /** 41 is IPv6 within, 4 IPv4, 0 both. */
    public static final LinkOption<SitSpec, Integer> PROTOCOL = of(IptunAttr.IFLA_IPTUN_PROTO, AttributeType.U8);

    /** The mark that its packets get. */
    public static final LinkOption<SitSpec, Long> FIREWALL_MARK = of(IptunAttr.IFLA_IPTUN_FWMARK, AttributeType.U32);

    private SitSpec(State state) {
        super(state);
    }

    /** One with this name, still without an end: {@link #remote} and {@link #local} say where they are. */
    public static SitSpec of(String name) {
        return new SitSpec(named(name));
    }

    private static <T> LinkOption<SitSpec, T> of(int attribute, AttributeType<T> type) {
        return new LinkOption<>("sit", attribute, type);
    }

    @Override
    protected SitSpec copy(State changed) {
        return new SitSpec(changed);
    }

    @Override
    public String kind() {
        return "sit";
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
    public SitSpec remote(InetAddress host) {
        return with(REMOTE, host);
    }

    /** The source address of its packets. */
    public SitSpec local(InetAddress host) {
        return with(LOCAL, host);
    }

    /** Its packets go out by this link, which is looked up when it is created. */
    public SitSpec over(String link) {
        return withParent(link);
    }
}
