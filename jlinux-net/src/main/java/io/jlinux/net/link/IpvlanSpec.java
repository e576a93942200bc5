package io.jlinux.net.link;

/**
 * A link with the hardware address of its parent and IP addresses of its own.
 *
 * @see <a href="https://docs.kernel.org/networking/ipvlan.html">IPVLAN</a>
 */
public final class IpvlanSpec extends IpvlanLikeSpec<IpvlanSpec> {
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

    @Override
    protected IpvlanSpec copy(State changed) {
        return new IpvlanSpec(changed);
    }

    @Override
    public String kind() {
        return "ipvlan";
    }
}
