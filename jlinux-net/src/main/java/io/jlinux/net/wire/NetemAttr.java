package io.jlinux.net.wire;

/** Attributes of netem ({@code TCA_NETEM_*}), behind {@code struct tc_netem_qopt}. */
public final class NetemAttr {
    public static final int TCA_NETEM_UNSPEC = 0;
    public static final int TCA_NETEM_CORR = 1;
    public static final int TCA_NETEM_DELAY_DIST = 2;
    public static final int TCA_NETEM_REORDER = 3;
    public static final int TCA_NETEM_CORRUPT = 4;
    public static final int TCA_NETEM_LOSS = 5;
    public static final int TCA_NETEM_RATE = 6;
    public static final int TCA_NETEM_ECN = 7;
    public static final int TCA_NETEM_RATE64 = 8;
    public static final int TCA_NETEM_PAD = 9;
    public static final int TCA_NETEM_LATENCY64 = 10;
    public static final int TCA_NETEM_JITTER64 = 11;
    public static final int TCA_NETEM_SLOT = 12;
    public static final int TCA_NETEM_SLOT_DIST = 13;

    private NetemAttr() {}
}
