package io.jlinux.net.wire;

/** How many connections there are, {@code CTA_STATS_GLOBAL_*}. Names as in linux/netfilter/nfnetlink_conntrack.h. */
public final class CtStatsAttr {
    public static final int CTA_STATS_GLOBAL_ENTRIES = 1;
    public static final int CTA_STATS_GLOBAL_MAX_ENTRIES = 2;

    private CtStatsAttr() {}
}
