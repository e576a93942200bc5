package io.jlinux.net.wire;

/** Attributes of the action mirred ({@code TCA_MIRRED_*}). */
public final class MirredAttr {
    public static final int TCA_MIRRED_UNSPEC = 0;
    public static final int TCA_MIRRED_TM = 1;
    public static final int TCA_MIRRED_PARMS = 2;
    public static final int TCA_MIRRED_PAD = 3;

    private MirredAttr() {}
}
