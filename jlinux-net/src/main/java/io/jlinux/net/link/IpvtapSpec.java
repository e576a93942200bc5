package io.jlinux.net.link;

/**
 * An ipvlan whose packets a program reads and writes through {@code /dev/tapN}, N being its index.
 *
 * @see <a href="https://docs.kernel.org/networking/ipvlan.html">IPVLAN</a>
 */
public final class IpvtapSpec extends IpvlanLikeSpec<IpvtapSpec> {
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

    @Override
    protected IpvtapSpec copy(State changed) {
        return new IpvtapSpec(changed);
    }

    @Override
    public String kind() {
        return "ipvtap";
    }
}
