package io.jlinux.net.link;

import io.jlinux.net.LinkOption;
import io.jlinux.net.LinkSpec;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.wire.MacvlanAttr;

/**
 * A link with a hardware address of its own on top of another one: the host and it do not reach each other.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-link.8.html">ip-link(8), macvlan</a>
 */
public final class MacvlanSpec extends LinkSpec<MacvlanSpec> {
    /** How it deals with others of the same parent; the kernel's default is VEPA, that of {@code of} is BRIDGE. */
    public static final LinkOption<MacvlanSpec, MacvlanMode> MODE = of(MacvlanAttr.IFLA_MACVLAN_MODE, MacvlanMode.TYPE);

    /** Broadcasts that may wait, Linux 5.11. */
    public static final LinkOption<MacvlanSpec, Long> BROADCAST_QUEUE_LENGTH =
            of(MacvlanAttr.IFLA_MACVLAN_BC_QUEUE_LEN, AttributeType.U32);

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

    private static <T> LinkOption<MacvlanSpec, T> of(int attribute, AttributeType<T> type) {
        return new LinkOption<>("macvlan", attribute, type);
    }

    @Override
    protected MacvlanSpec copy(State changed) {
        return new MacvlanSpec(changed);
    }

    @Override
    public String kind() {
        return "macvlan";
    }

    @Override
    protected boolean hasUnderlay() {
        return true;
    }
}
