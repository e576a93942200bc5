package io.jlinux.net.wire;

/** Statistics of traffic control ({@code TCA_STATS_*}). Names as in linux/gen_stats.h. */
public final class TcaStatsAttr {
    public static final int TCA_STATS_UNSPEC = 0;
    public static final int TCA_STATS_BASIC = 1;
    public static final int TCA_STATS_RATE_EST = 2;
    public static final int TCA_STATS_QUEUE = 3;
    public static final int TCA_STATS_APP = 4;
    public static final int TCA_STATS_RATE_EST64 = 5;
    public static final int TCA_STATS_PAD = 6;
    public static final int TCA_STATS_BASIC_HW = 7;
    public static final int TCA_STATS_PKT64 = 8;

    private TcaStatsAttr() {}
}
