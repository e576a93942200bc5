package io.jlinux.net.link;

import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.netlink.NetlinkException;

/**
 * How macvlans of one parent deal with each other ({@code MACVLAN_MODE_*}).
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-link.8.html">ip-link(8), macvlan</a>
 */
public enum MacvlanMode {
    /** They do not reach each other. */
    PRIVATE,
    /** They reach each other by way of a switch outside that sends back. */
    VEPA,
    /** They reach each other directly. */
    BRIDGE,
    /** There is only one, and the parent is its own. */
    PASSTHRU,
    /** By the source address; see {@link MacvlanLikeSpec#sources}. */
    SOURCE;

    static final AttributeType<MacvlanMode> TYPE =
            AttributeType.of(m -> AttributeType.U32.encode(1L << m.ordinal()), a -> {
                int number = Integer.numberOfTrailingZeros(a.u32());
                if (number < values().length && a.u32() == 1 << number) return values()[number];
                throw NetlinkException.malformed(a.u32() + " is no mode of a macvlan");
            });
}
