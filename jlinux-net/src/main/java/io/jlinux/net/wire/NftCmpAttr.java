package io.jlinux.net.wire;

/** The expression that compares, {@code NFTA_CMP_*}. Names as in linux/netfilter/nf_tables.h. */
public final class NftCmpAttr {
    public static final int NFTA_CMP_SREG = 1;
    public static final int NFTA_CMP_OP = 2;
    public static final int NFTA_CMP_DATA = 3;

    private NftCmpAttr() {}
}
