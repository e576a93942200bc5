package io.jlinux.net.wire;

/** What one direction has seen, {@code CTA_COUNTERS_*}. Names as in linux/netfilter/nfnetlink_conntrack.h. */
public final class CtCountersAttr {
    public static final int CTA_COUNTERS_PACKETS = 1;
    public static final int CTA_COUNTERS_BYTES = 2;
    public static final int CTA_COUNTERS32_PACKETS = 3;
    public static final int CTA_COUNTERS32_BYTES = 4;

    private CtCountersAttr() {}
}
