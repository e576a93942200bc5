package io.jlinux.net.nftables;

/**
 * What becomes of a packet about which no rule of a base chain has decided.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Chains</a>
 */
public enum Policy {
    DROP,
    ACCEPT
}
