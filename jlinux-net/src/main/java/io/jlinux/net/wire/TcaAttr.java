package io.jlinux.net.wire;

/** Attributes of a traffic control message ({@code TCA_*}), behind {@code struct tcmsg}. Names as in linux/rtnetlink.h. */
public final class TcaAttr {
    public static final int TCA_UNSPEC = 0;
    public static final int TCA_KIND = 1;
    public static final int TCA_OPTIONS = 2;
    public static final int TCA_STATS = 3;
    public static final int TCA_XSTATS = 4;
    public static final int TCA_RATE = 5;
    public static final int TCA_FCNT = 6;
    public static final int TCA_STATS2 = 7;
    public static final int TCA_STAB = 8;
    public static final int TCA_PAD = 9;
    public static final int TCA_DUMP_INVISIBLE = 10;
    public static final int TCA_CHAIN = 11;
    public static final int TCA_HW_OFFLOAD = 12;
    public static final int TCA_INGRESS_BLOCK = 13;
    public static final int TCA_EGRESS_BLOCK = 14;
    public static final int TCA_DUMP_FLAGS = 15;
    public static final int TCA_EXT_WARN_MSG = 16;

    private TcaAttr() {}
}
