package io.jlinux.net.link;

import io.jlinux.net.LinkOption;
import io.jlinux.net.LinkSpec;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.wire.MacvlanAttr;

/**
 * A macvlan whose packets a program reads and writes through {@code /dev/tapN}, N being its index.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-link.8.html">ip-link(8), macvtap</a>
 */
public final class MacvtapSpec extends LinkSpec<MacvtapSpec> {
    /** How it deals with others of the same parent; the kernel's default is VEPA, that of {@code of} is BRIDGE. */
    public static final LinkOption<MacvtapSpec, MacvlanMode> MODE = of(MacvlanAttr.IFLA_MACVLAN_MODE, MacvlanMode.TYPE);

    /** Broadcasts that may wait, Linux 5.11. */
    public static final LinkOption<MacvtapSpec, Long> BROADCAST_QUEUE_LENGTH =
            of(MacvlanAttr.IFLA_MACVLAN_BC_QUEUE_LEN, AttributeType.U32);

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

    private static <T> LinkOption<MacvtapSpec, T> of(int attribute, AttributeType<T> type) {
        return new LinkOption<>("macvtap", attribute, type);
    }

    @Override
    protected MacvtapSpec copy(State changed) {
        return new MacvtapSpec(changed);
    }

    @Override
    public String kind() {
        return "macvtap";
    }

    @Override
    protected boolean hasUnderlay() {
        return true;
    }
}
