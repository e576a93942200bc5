package io.jlinux.net.wire;

/** Name and data of an expression, {@code NFTA_EXPR_*}. Names as in linux/netfilter/nf_tables.h. */
public final class NftExprAttr {
    public static final int NFTA_EXPR_NAME = 1;
    public static final int NFTA_EXPR_DATA = 2;

    private NftExprAttr() {}
}
