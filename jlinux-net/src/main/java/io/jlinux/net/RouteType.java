package io.jlinux.net;

/** What becomes of packets by a route ({@code RTN_*}). */
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
