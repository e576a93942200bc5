package io.jlinux.net.link;

import io.jlinux.net.LinkOption;
import io.jlinux.net.LinkSpec;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.wire.IpvlanAttr;

/**
 * An ipvlan whose packets a program reads and writes through {@code /dev/tapN}, N being its index.
 *
 * @see <a href="https://docs.kernel.org/networking/ipvlan.html">IPVLAN</a>
 */
public final class IpvtapSpec extends LinkSpec<IpvtapSpec> {
    /** The kernel's default is L3. */
    public static final LinkOption<IpvtapSpec, IpvlanMode> MODE = of(IpvlanAttr.IFLA_IPVLAN_MODE, IpvlanMode.TYPE);

    /** Who reaches whom; the kernel's default is BRIDGE. */
    public static final LinkOption<IpvtapSpec, IpvlanIsolation> ISOLATION =
            of(IpvlanAttr.IFLA_IPVLAN_FLAGS, IpvlanIsolation.TYPE);

    private IpvtapSpec(State state) {
        super(state);
    }

    /** One with this name above the link {@code parent}, which is looked up when it is created. */
    public static IpvtapSpec of(String name, String parent) {
        return new IpvtapSpec(named(name)).withParent(parent);
    }

    /** One with this name above the link with this index. */
    public static IpvtapSpec of(String name, int parent) {
        return new IpvtapSpec(named(name)).withParent(parent);
    }

    private static <T> LinkOption<IpvtapSpec, T> of(int attribute, AttributeType<T> type) {
        return new LinkOption<>("ipvtap", attribute, type);
    }

    @Override
    protected IpvtapSpec copy(State changed) {
        return new IpvtapSpec(changed);
    }

    @Override
    public String kind() {
        return "ipvtap";
    }

    @Override
    protected boolean hasUnderlay() {
        return true;
    }
}
