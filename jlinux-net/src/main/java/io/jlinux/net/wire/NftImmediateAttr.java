package io.jlinux.net.wire;

/** The expression that loads a constant, {@code NFTA_IMMEDIATE_*}. Names as in linux/netfilter/nf_tables.h. */
public final class NftImmediateAttr {
    public static final int NFTA_IMMEDIATE_DREG = 1;
    public static final int NFTA_IMMEDIATE_DATA = 2;

    private NftImmediateAttr() {}
}
