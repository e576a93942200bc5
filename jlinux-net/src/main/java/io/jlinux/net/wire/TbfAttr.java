package io.jlinux.net.wire;

/** Attributes of tbf ({@code TCA_TBF_*}). */
public final class TbfAttr {
    public static final int TCA_TBF_UNSPEC = 0;
    public static final int TCA_TBF_PARMS = 1;
    public static final int TCA_TBF_RTAB = 2;
    public static final int TCA_TBF_PTAB = 3;
    public static final int TCA_TBF_RATE64 = 4;
    public static final int TCA_TBF_PRATE64 = 5;
    public static final int TCA_TBF_BURST = 6;
    public static final int TCA_TBF_PBURST = 7;
    public static final int TCA_TBF_PAD = 8;

    private TbfAttr() {}
}
