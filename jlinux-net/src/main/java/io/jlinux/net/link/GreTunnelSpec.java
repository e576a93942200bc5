package io.jlinux.net.link;

import io.jlinux.net.LinkOption;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.wire.GreAttr;
import java.util.List;

/**
 * What the four kinds of GRE tunnels have: gre, gretap, ip6gre and ip6gretap.
 *
 * @param <S> the class itself
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-link.8.html">ip-link(8), gre</a>
 */
public abstract class GreTunnelSpec<S extends GreTunnelSpec<S>> extends TunnelSpec<S> {
    private static final List<String> KINDS = List.of("gre", "gretap", "ip6gre", "ip6gretap");

    /** The hop limit; 0 takes that of the packet within. */
    public static final LinkOption<GreTunnelSpec<?>, Integer> TTL = of(GreAttr.IFLA_GRE_TTL, AttributeType.U8);

    /** The key that packets must have; see {@link #key}. */
    public static final LinkOption<GreTunnelSpec<?>, Long> INPUT_KEY =
            of(GreAttr.IFLA_GRE_IKEY, AttributeType.U32_NETWORK_ORDER);

    /** The key that packets get. */
    public static final LinkOption<GreTunnelSpec<?>, Long> OUTPUT_KEY =
            of(GreAttr.IFLA_GRE_OKEY, AttributeType.U32_NETWORK_ORDER);

    /** {@code GRE_*}: 0x2000 has a key, 0x8000 a checksum, 0x1000 a sequence number. */
    public static final LinkOption<GreTunnelSpec<?>, Integer> INPUT_FLAGS =
            of(GreAttr.IFLA_GRE_IFLAGS, AttributeType.U16_NETWORK_ORDER);

    /** The same for packets that it sends. */
    public static final LinkOption<GreTunnelSpec<?>, Integer> OUTPUT_FLAGS =
            of(GreAttr.IFLA_GRE_OFLAGS, AttributeType.U16_NETWORK_ORDER);

    /** The mark that its packets get. */
    public static final LinkOption<GreTunnelSpec<?>, Long> FIREWALL_MARK =
            of(GreAttr.IFLA_GRE_FWMARK, AttributeType.U32);

    private static final int HAS_KEY = 0x2000;

    GreTunnelSpec(State state) {
        super(state);
    }

    private static <T> LinkOption<GreTunnelSpec<?>, T> of(int attribute, AttributeType<T> type) {
        return new LinkOption<>(KINDS, attribute, type);
    }

    @Override
    protected final int parentAttribute() {
        return GreAttr.IFLA_GRE_LINK;
    }

    /** A number, 0 to 2³²-1, by which tunnels between the same hosts are told apart, both ways. */
    public final S key(long key) {
        return with(INPUT_KEY, key)
                .with(OUTPUT_KEY, key)
                .with(INPUT_FLAGS, get(INPUT_FLAGS).orElse(0) | HAS_KEY)
                .with(OUTPUT_FLAGS, get(OUTPUT_FLAGS).orElse(0) | HAS_KEY);
    }
}
