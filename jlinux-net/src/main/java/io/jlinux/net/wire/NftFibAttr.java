package io.jlinux.net.wire;

/** The expression that asks the routes, {@code NFTA_FIB_*}. Names as in linux/netfilter/nf_tables.h. */
public final class NftFibAttr {
    public static final int NFTA_FIB_DREG = 1;
    public static final int NFTA_FIB_RESULT = 2;
    public static final int NFTA_FIB_FLAGS = 3;

    private NftFibAttr() {}
}
