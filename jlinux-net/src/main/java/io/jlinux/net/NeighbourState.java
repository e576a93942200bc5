package io.jlinux.net;

import io.jlinux.net.netlink.NetlinkException;

/**
 * What the kernel knows of a neighbour's hardware address ({@code NUD_*}).
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-neighbour.8.html">ip-neighbour(8)</a>
 */
public enum NeighbourState {
    NONE(0),
    /** Asked for, not answered. */
    INCOMPLETE(0x01),
    REACHABLE(0x02),
    /** Was reachable, and is asked for when it is used. */
    STALE(0x04),
    DELAY(0x08),
    PROBE(0x10),
    FAILED(0x20),
    /** Needs no question. */
    NOARP(0x40),
    /** Set by an administrator. */
    PERMANENT(0x80);

    private final int number;

    NeighbourState(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static NeighbourState of(int number) throws NetlinkException {
        for (NeighbourState s : values()) {
            if (s.number == number) return s;
        }
        throw NetlinkException.malformed("state " + number + " of a neighbour");
    }
}
