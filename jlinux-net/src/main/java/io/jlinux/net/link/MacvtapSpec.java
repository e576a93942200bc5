package io.jlinux.net.link;

/**
 * A macvlan whose packets a program reads and writes through {@code /dev/tapN}, N being its index.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-link.8.html">ip-link(8), macvtap</a>
 */
public final class MacvtapSpec extends MacvlanLikeSpec<MacvtapSpec> {
    private MacvtapSpec(State state) {
        super(state);
    }

    /** One in bridge mode with this name above the link {@code parent}, which is looked up when it is created. */
    public static MacvtapSpec of(String name, String parent) {
        return new MacvtapSpec(named(name)).withParent(parent).with(MODE, MacvlanMode.BRIDGE);
    }

    /** One in bridge mode with this name above the link with this index. */
    public static MacvtapSpec of(String name, int parent) {
        return new MacvtapSpec(named(name)).withParent(parent).with(MODE, MacvlanMode.BRIDGE);
    }

    @Override
    protected MacvtapSpec copy(State changed) {
        return new MacvtapSpec(changed);
    }

    @Override
    public String kind() {
        return "macvtap";
    }
}
