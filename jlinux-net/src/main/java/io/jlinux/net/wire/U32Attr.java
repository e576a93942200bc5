package io.jlinux.net.wire;

/** Attributes of the filter u32 ({@code TCA_U32_*}). */
public final class U32Attr {
    public static final int TCA_U32_UNSPEC = 0;
    public static final int TCA_U32_CLASSID = 1;
    public static final int TCA_U32_HASH = 2;
    public static final int TCA_U32_LINK = 3;
    public static final int TCA_U32_DIVISOR = 4;
    public static final int TCA_U32_SEL = 5;
    public static final int TCA_U32_POLICE = 6;
    public static final int TCA_U32_ACT = 7;
    public static final int TCA_U32_INDEV = 8;
    public static final int TCA_U32_PCNT = 9;
    public static final int TCA_U32_MARK = 10;
    public static final int TCA_U32_FLAGS = 11;
    public static final int TCA_U32_PAD = 12;

    private U32Attr() {}
}
