package io.jlinux.net.nftables;

import io.jlinux.net.netlink.NetlinkException;
import java.util.Locale;

/**
 * What a base chain is for.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Chains</a>
 */
public enum ChainType {
    FILTER,
    /** Sees the first packet of each connection, and decides for all of them. */
    NAT,
    /** Output whose route is looked up again when the packet was changed. */
    ROUTE;

    /** As the kernel has it. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static ChainType of(String text) throws NetlinkException {
        for (ChainType t : values()) {
            if (t.text().equals(text)) return t;
        }
        throw NetlinkException.malformed("chain type " + text);
    }
}
