package io.jlinux.net.nftables;

/**
 * What an address is to this host, in the order of {@code RTN_*}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), FIB expressions</a>
 */
public enum AddressType {
    UNSPECIFIED,
    UNICAST,
    /** An address of this host. */
    LOCAL,
    BROADCAST,
    ANYCAST,
    MULTICAST,
    BLACKHOLE,
    UNREACHABLE,
    PROHIBIT
}
