package io.jlinux.net.link;

import io.jlinux.net.IpTypes;
import io.jlinux.net.LinkOption;
import io.jlinux.net.LinkSpec;
import io.jlinux.net.MacAddress;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.wire.MacvlanAttr;
import java.util.List;

/**
 * What macvlan and macvtap have.
 *
 * @param <S> the class itself
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-link.8.html">ip-link(8), macvlan</a>
 */
public abstract class MacvlanLikeSpec<S extends MacvlanLikeSpec<S>> extends LinkSpec<S> {
    private static final List<String> KINDS = List.of("macvlan", "macvtap");

    /** How it deals with others of the same parent; the kernel's default is VEPA, that of {@code of} is BRIDGE. */
    public static final LinkOption<MacvlanLikeSpec<?>, MacvlanMode> MODE =
            of(MacvlanAttr.IFLA_MACVLAN_MODE, MacvlanMode.TYPE);

    /** Broadcasts that may wait, Linux 5.11. */
    public static final LinkOption<MacvlanLikeSpec<?>, Long> BROADCAST_QUEUE_LENGTH =
            of(MacvlanAttr.IFLA_MACVLAN_BC_QUEUE_LEN, AttributeType.U32);

    /** The addresses whose packets one in SOURCE mode gets; see {@link #sources}. */
    public static final LinkOption<MacvlanLikeSpec<?>, List<MacAddress>> SOURCES = of(
            MacvlanAttr.IFLA_MACVLAN_MACADDR_DATA, AttributeType.list(IpTypes.MAC, MacvlanAttr.IFLA_MACVLAN_MACADDR));

    private static final LinkOption<MacvlanLikeSpec<?>, Long> SOURCES_CHANGE =
            of(MacvlanAttr.IFLA_MACVLAN_MACADDR_MODE, AttributeType.U32);

    private static final long MACVLAN_MACADDR_SET = 3;

    MacvlanLikeSpec(State state) {
        super(state);
    }

    private static <T> LinkOption<MacvlanLikeSpec<?>, T> of(int attribute, AttributeType<T> type) {
        return new LinkOption<>(KINDS, attribute, type);
    }

    /** In SOURCE mode: it gets what comes from these addresses. */
    public final S sources(MacAddress... from) {
        return with(MODE, MacvlanMode.SOURCE)
                .with(SOURCES_CHANGE, MACVLAN_MACADDR_SET)
                .with(SOURCES, List.of(from));
    }

    @Override
    protected final boolean hasUnderlay() {
        return true;
    }
}
