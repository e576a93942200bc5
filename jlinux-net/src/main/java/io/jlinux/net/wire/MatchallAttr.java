package io.jlinux.net.wire;

/** Attributes of the filter matchall ({@code TCA_MATCHALL_*}). */
public final class MatchallAttr {
    public static final int TCA_MATCHALL_UNSPEC = 0;
    public static final int TCA_MATCHALL_CLASSID = 1;
    public static final int TCA_MATCHALL_ACT = 2;
    public static final int TCA_MATCHALL_FLAGS = 3;
    public static final int TCA_MATCHALL_PCNT = 4;
    public static final int TCA_MATCHALL_PAD = 5;

    private MatchallAttr() {}
}
