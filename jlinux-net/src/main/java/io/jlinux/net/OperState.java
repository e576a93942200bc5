package io.jlinux.net;

/**
 * Whether a link can carry traffic, in the terms of RFC 2863.
 *
 * @see <a href="https://docs.kernel.org/networking/operstates.html">Operational states</a>
 */
public enum OperState {
    /** The driver does not say; the loopback and tunnels are in this state while they work. */
    UNKNOWN,
    /** The hardware is not there. */
    NOT_PRESENT,
    /** It cannot carry traffic: no carrier. */
    DOWN,
    /** A link below it is down. */
    LOWER_LAYER_DOWN,
    /** It is being tested. */
    TESTING,
    /** It waits for something outside, such as an authentication. */
    DORMANT,
    /** It carries traffic. */
    UP;

    private static final OperState[] BY_NUMBER = values();

    /** A number that later kernels may add is UNKNOWN. */
    static OperState of(int number) {
        return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : UNKNOWN;
    }
}
