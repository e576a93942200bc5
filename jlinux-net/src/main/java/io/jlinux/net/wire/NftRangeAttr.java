package io.jlinux.net.wire;

/** The expression that compares with two bounds, {@code NFTA_RANGE_*}. Names as in linux/netfilter/nf_tables.h. */
public final class NftRangeAttr {
    public static final int NFTA_RANGE_SREG = 1;
    public static final int NFTA_RANGE_OP = 2;
    public static final int NFTA_RANGE_FROM_DATA = 3;
    public static final int NFTA_RANGE_TO_DATA = 4;

    private NftRangeAttr() {}
}
