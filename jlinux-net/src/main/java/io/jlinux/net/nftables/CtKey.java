package io.jlinux.net.nftables;

import java.util.Optional;

/**
 * What is known about a connection, in the order of {@code NFT_CT_*}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8)</a>
 */
public enum CtKey {
    STATE,
    DIRECTION,
    STATUS,
    MARK,
    SECMARK,
    EXPIRATION,
    HELPER,
    L3PROTOCOL,
    SRC,
    DST,
    PROTOCOL,
    PROTO_SRC,
    PROTO_DST,
    LABELS,
    PKTS,
    BYTES,
    AVGPKT,
    ZONE,
    EVENTMASK,
    SRC_IP,
    DST_IP,
    SRC_IP6,
    DST_IP6,
    ID;

    static Optional<CtKey> of(int number) {
        return number < 0 || number >= values().length ? Optional.empty() : Optional.of(values()[number]);
    }
}
