package io.jlinux.net.nftables;

import io.jlinux.net.netlink.NetlinkException;

/**
 * Where in a packet.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Raw payload expression</a>
 */
public enum PayloadBase {
    LINK,
    NETWORK,
    TRANSPORT,
    /** Behind the transport header. */
    INNER,
    /** What a tunnel carries. */
    TUNNEL;

    static PayloadBase of(int number) throws NetlinkException {
        if (number < 0 || number >= values().length) throw NetlinkException.malformed("payload base " + number);
        return values()[number];
    }
}
