package io.jlinux.net.wire;

/** What stands in a register, {@code NFTA_DATA_*}. Names as in linux/netfilter/nf_tables.h. */
public final class NftDataAttr {
    public static final int NFTA_DATA_VALUE = 1;
    public static final int NFTA_DATA_VERDICT = 2;

    private NftDataAttr() {}
}
