package io.jlinux.net.wire;

/** Attributes of a verdict, {@code NFTA_VERDICT_*}. Names as in linux/netfilter/nf_tables.h. */
public final class NftVerdictAttr {
    public static final int NFTA_VERDICT_CODE = 1;
    public static final int NFTA_VERDICT_CHAIN = 2;
    public static final int NFTA_VERDICT_CHAIN_ID = 3;

    private NftVerdictAttr() {}
}
