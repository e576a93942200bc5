package io.jlinux.net.link;

import io.jlinux.net.LinkOption;
import io.jlinux.net.LinkSpec;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.wire.IpvlanAttr;
import java.util.List;

/**
 * What ipvlan and ipvtap have.
 *
 * @param <S> the class itself
 * @see <a href="https://docs.kernel.org/networking/ipvlan.html">IPVLAN</a>
 */
public abstract class IpvlanLikeSpec<S extends IpvlanLikeSpec<S>> extends LinkSpec<S> {
    private static final List<String> KINDS = List.of("ipvlan", "ipvtap");

    /** The kernel's default is L3. */
    public static final LinkOption<IpvlanLikeSpec<?>, IpvlanMode> MODE =
            of(IpvlanAttr.IFLA_IPVLAN_MODE, IpvlanMode.TYPE);

    /** Who reaches whom; the kernel's default is BRIDGE. */
    public static final LinkOption<IpvlanLikeSpec<?>, IpvlanIsolation> ISOLATION =
            of(IpvlanAttr.IFLA_IPVLAN_FLAGS, IpvlanIsolation.TYPE);

    IpvlanLikeSpec(State state) {
        super(state);
    }

    private static <T> LinkOption<IpvlanLikeSpec<?>, T> of(int attribute, AttributeType<T> type) {
        return new LinkOption<>(KINDS, attribute, type);
    }

    @Override
    protected final boolean hasUnderlay() {
        return true;
    }
}
