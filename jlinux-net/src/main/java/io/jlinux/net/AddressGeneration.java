package io.jlinux.net;

/**
 * How the kernel makes the IPv6 link-local address of a link ({@code enum in6_addr_gen_mode}).
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-link.8.html">ip-link(8), addrgenmode</a>
 */
public enum AddressGeneration {
    /** Of the hardware address. */
    EUI64,
    /** Not at all: the link has the IPv6 addresses that it is given. */
    NONE,
    /** Of a secret that is kept ({@code net.ipv6.conf.*.stable_secret}). */
    STABLE_PRIVACY,
    /** Of a secret that is made up. */
    RANDOM
}
