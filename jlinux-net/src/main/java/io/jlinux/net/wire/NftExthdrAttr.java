package io.jlinux.net.wire;

/** The expression that reads extension headers, {@code NFTA_EXTHDR_*}. Names as in linux/netfilter/nf_tables.h. */
public final class NftExthdrAttr {
    public static final int NFTA_EXTHDR_DREG = 1;
    public static final int NFTA_EXTHDR_TYPE = 2;
    public static final int NFTA_EXTHDR_OFFSET = 3;
    public static final int NFTA_EXTHDR_LEN = 4;
    public static final int NFTA_EXTHDR_FLAGS = 5;
    public static final int NFTA_EXTHDR_OP = 6;
    public static final int NFTA_EXTHDR_SREG = 7;

    private NftExthdrAttr() {}
}
