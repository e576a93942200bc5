package io.jlinux.net.wire;

/** Attributes of an action of a filter ({@code TCA_ACT_*}). Names as in linux/pkt_cls.h. */
public final class TcaActAttr {
    public static final int TCA_ACT_UNSPEC = 0;
    public static final int TCA_ACT_KIND = 1;
    public static final int TCA_ACT_OPTIONS = 2;
    public static final int TCA_ACT_INDEX = 3;
    public static final int TCA_ACT_STATS = 4;
    public static final int TCA_ACT_PAD = 5;
    public static final int TCA_ACT_COOKIE = 6;
    public static final int TCA_ACT_FLAGS = 7;
    public static final int TCA_ACT_HW_STATS = 8;
    public static final int TCA_ACT_USED_HW_STATS = 9;
    public static final int TCA_ACT_IN_HW_COUNT = 10;

    private TcaActAttr() {}
}
