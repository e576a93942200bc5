package io.jlinux.net.conntrack;

import java.util.Optional;

/**
 * What connection tracking makes of a TCP connection, in the order of {@code TCP_CONNTRACK_*}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/conntrack.8.html">conntrack(8)</a>
 */
public enum TcpState {
    NONE,
    SYN_SENT,
    SYN_RECV,
    ESTABLISHED,
    FIN_WAIT,
    CLOSE_WAIT,
    LAST_ACK,
    TIME_WAIT,
    CLOSE,
    SYN_SENT2;

    static Optional<TcpState> of(int number) {
        return number < values().length ? Optional.of(values()[number]) : Optional.empty();
    }
}
