package io.jlinux.net;

/**
 * What becomes of packets by a route ({@code RTN_*}).
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-route.8.html">ip-route(8), Route types</a>
 */
public enum RouteType {
    UNICAST(1),
    /** For this host. */
    LOCAL(2),
    BROADCAST(3),
    /** Dropped without a word. */
    BLACKHOLE(6),
    /** Dropped, and the sender is told that the host cannot be reached. */
    UNREACHABLE(7),
    /** Dropped, and the sender is told that it is forbidden. */
    PROHIBIT(8),
    /** The search goes on with the next rule. */
    THROW(9);

    private final int number;

    RouteType(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
