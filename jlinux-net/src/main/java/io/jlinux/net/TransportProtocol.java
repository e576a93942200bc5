package io.jlinux.net;

/**
 * Protocols that have ports.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/protocols.5.html">protocols(5)</a>
 */
public enum TransportProtocol {
    TCP(6),
    UDP(17),
    SCTP(132);

    private final int number;

    TransportProtocol(int number) {
        this.number = number;
    }

    /** {@code IPPROTO_*}. */
    public int number() {
        return number;
    }
}
