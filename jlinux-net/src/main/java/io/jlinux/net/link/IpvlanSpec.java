package io.jlinux.net.link;

import io.jlinux.net.LinkOption;
import io.jlinux.net.LinkSpec;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.wire.IpvlanAttr;

/**
 * A link with the hardware address of its parent and IP addresses of its own.
 *
 * @see <a href="https://docs.kernel.org/networking/ipvlan.html">IPVLAN</a>
 */
public final class IpvlanSpec extends LinkSpec<IpvlanSpec> {
    /** The kernel's default is L3. */
    public static final LinkOption<IpvlanSpec, IpvlanMode> MODE = of(IpvlanAttr.IFLA_IPVLAN_MODE, IpvlanMode.TYPE);

    /** Who reaches whom; the kernel's default is BRIDGE. */
    public static final LinkOption<IpvlanSpec, IpvlanIsolation> ISOLATION =
            of(IpvlanAttr.IFLA_IPVLAN_FLAGS, IpvlanIsolation.TYPE);

    private IpvlanSpec(State state) {
        super(state);
    }

    /** One with this name above the link {@code parent}, which is looked up when it is created. */
    public static IpvlanSpec of(String name, String parent) {
        return new IpvlanSpec(named(name)).withParent(parent);
    }

    /** One with this name above the link with this index. */
    public static IpvlanSpec of(String name, int parent) {
        return new IpvlanSpec(named(name)).withParent(parent);
    }

    private static <T> LinkOption<IpvlanSpec, T> of(int attribute, AttributeType<T> type) {
        return new LinkOption<>("ipvlan", attribute, type);
    }

    @Override
    protected IpvlanSpec copy(State changed) {
        return new IpvlanSpec(changed);
    }

    @Override
    public String kind() {
        return "ipvlan";
    }

    @Override
    protected boolean hasUnderlay() {
        return true;
    }
}
