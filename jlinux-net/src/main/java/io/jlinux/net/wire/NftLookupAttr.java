package io.jlinux.net.wire;

/** The expression that looks into a set, {@code NFTA_LOOKUP_*}. Names as in linux/netfilter/nf_tables.h. */
public final class NftLookupAttr {
    public static final int NFTA_LOOKUP_SET = 1;
    public static final int NFTA_LOOKUP_SREG = 2;
    public static final int NFTA_LOOKUP_DREG = 3;
    public static final int NFTA_LOOKUP_SET_ID = 4;
    public static final int NFTA_LOOKUP_FLAGS = 5;

    private NftLookupAttr() {}
}
