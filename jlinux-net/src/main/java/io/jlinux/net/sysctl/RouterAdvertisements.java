package io.jlinux.net.sysctl;

/**
 * Whether a link takes addresses and routes from IPv6 routers. The order is the kernel's.
 *
 * @see <a href="https://docs.kernel.org/networking/ip-sysctl.html">IP sysctl, accept_ra</a>
 */
public enum RouterAdvertisements {
    IGNORE,
    /** Taken where this host does not forward. */
    ACCEPT_UNLESS_FORWARDING,
    ACCEPT
}
