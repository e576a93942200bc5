package io.jlinux.net.wire;

/** What a set may become, {@code NFTA_SET_DESC_*}. Names as in linux/netfilter/nf_tables.h. */
public final class NftSetDescAttr {
    public static final int NFTA_SET_DESC_SIZE = 1;
    public static final int NFTA_SET_DESC_CONCAT = 2;

    private NftSetDescAttr() {}
}
