package io.jlinux.net.wire;

/** Attributes of the action gact ({@code TCA_GACT_*}). */
public final class GactAttr {
    public static final int TCA_GACT_UNSPEC = 0;
    public static final int TCA_GACT_TM = 1;
    public static final int TCA_GACT_PARMS = 2;
    public static final int TCA_GACT_PROB = 3;
    public static final int TCA_GACT_PAD = 4;

    private GactAttr() {}
}
