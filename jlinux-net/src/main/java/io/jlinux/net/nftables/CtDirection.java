package io.jlinux.net.nftables;

/**
 * A direction of a connection, in the order of {@code IP_CT_DIR_*}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Conntrack expressions</a>
 */
public enum CtDirection {
    /** From whom it was begun. */
    ORIGINAL,
    REPLY
}
