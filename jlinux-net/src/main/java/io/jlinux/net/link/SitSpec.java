package io.jlinux.net.link;

import io.jlinux.net.LinkOption;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.wire.IptunAttr;

/**
 * A tunnel for IPv6 over IPv4.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-link.8.html">ip-link(8), sit</a>
 */
public final class SitSpec extends IpOverIpv4Spec<SitSpec> {
    /** 41 is IPv6 within, 4 IPv4, 0 both. */
    public static final LinkOption<SitSpec, Integer> PROTOCOL =
            new LinkOption<>("sit", IptunAttr.IFLA_IPTUN_PROTO, AttributeType.U8);

    private SitSpec(State state) {
        super(state);
    }

    /** One with this name, still without an end: {@link #remote} and {@link #local} say where they are. */
    public static SitSpec of(String name) {
        return new SitSpec(named(name));
    }

    @Override
    protected SitSpec copy(State changed) {
        return new SitSpec(changed);
    }

    @Override
    public String kind() {
        return "sit";
    }
}
