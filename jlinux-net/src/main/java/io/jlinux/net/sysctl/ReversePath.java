package io.jlinux.net.sysctl;

/**
 * Whether a packet is dropped because of the link that it came in by. The order is the kernel's.
 *
 * @see <a href="https://docs.kernel.org/networking/ip-sysctl.html">IP sysctl, rp_filter</a>
 */
public enum ReversePath {
    OFF,
    /** Dropped unless an answer would go out by the same link (RFC 3704). */
    STRICT,
    /** Dropped unless there is a route to the sender at all. */
    LOOSE
}
