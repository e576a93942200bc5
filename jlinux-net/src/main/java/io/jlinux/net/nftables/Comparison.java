package io.jlinux.net.nftables;

import io.jlinux.net.netlink.NetlinkException;

/**
 * How a register is compared, in the order of {@code NFT_CMP_*}: byte by byte, the first being the most significant.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Expressions</a>
 */
public enum Comparison {
    EQUAL,
    NOT_EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL;

    static Comparison of(int number) throws NetlinkException {
        if (number < 0 || number >= values().length) throw NetlinkException.malformed("comparison " + number);
        return values()[number];
    }
}
