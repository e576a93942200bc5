package io.jlinux.net.link;

/**
 * A link with a hardware address of its own on top of another one: the host and it do not reach each other.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-link.8.html">ip-link(8), macvlan</a>
 */
public final class MacvlanSpec extends MacvlanLikeSpec<MacvlanSpec> {
    private MacvlanSpec(State state) {
        super(state);
    }

    /** One in bridge mode with this name above the link {@code parent}, which is looked up when it is created. */
    public static MacvlanSpec of(String name, String parent) {
        return new MacvlanSpec(named(name)).withParent(parent).with(MODE, MacvlanMode.BRIDGE);
    }

    /** One in bridge mode with this name above the link with this index. */
    public static MacvlanSpec of(String name, int parent) {
        return new MacvlanSpec(named(name)).withParent(parent).with(MODE, MacvlanMode.BRIDGE);
    }

    @Override
    protected MacvlanSpec copy(State changed) {
        return new MacvlanSpec(changed);
    }

    @Override
    public String kind() {
        return "macvlan";
    }
}
