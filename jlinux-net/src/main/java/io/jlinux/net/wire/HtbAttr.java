package io.jlinux.net.wire;

/** Attributes of htb and its classes ({@code TCA_HTB_*}). */
public final class HtbAttr {
    public static final int TCA_HTB_UNSPEC = 0;
    public static final int TCA_HTB_PARMS = 1;
    public static final int TCA_HTB_INIT = 2;
    public static final int TCA_HTB_CTAB = 3;
    public static final int TCA_HTB_RTAB = 4;
    public static final int TCA_HTB_DIRECT_QLEN = 5;
    public static final int TCA_HTB_RATE64 = 6;
    public static final int TCA_HTB_CEIL64 = 7;
    public static final int TCA_HTB_PAD = 8;
    public static final int TCA_HTB_OFFLOAD = 9;

    private HtbAttr() {}
}
