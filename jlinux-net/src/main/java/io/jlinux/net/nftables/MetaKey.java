package io.jlinux.net.nftables;

import java.util.Optional;

/**
 * What is known about a packet, in the order of {@code NFT_META_*}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8)</a>
 */
public enum MetaKey {
    LEN,
    PROTOCOL,
    PRIORITY,
    MARK,
    IIF,
    OIF,
    IIFNAME,
    OIFNAME,
    IIFTYPE,
    OIFTYPE,
    SKUID,
    SKGID,
    NFTRACE,
    RTCLASSID,
    SECMARK,
    NFPROTO,
    L4PROTO,
    BRI_IIFNAME,
    BRI_OIFNAME,
    PKTTYPE,
    CPU,
    IIFGROUP,
    OIFGROUP,
    CGROUP,
    PRANDOM,
    SECPATH,
    IIFKIND,
    OIFKIND,
    BRI_IIFPVID,
    BRI_IIFVPROTO,
    TIME_NS,
    TIME_DAY,
    TIME_HOUR,
    SDIF,
    SDIFNAME;

    static Optional<MetaKey> of(int number) {
        return number < 0 || number >= values().length ? Optional.empty() : Optional.of(values()[number]);
    }
}
