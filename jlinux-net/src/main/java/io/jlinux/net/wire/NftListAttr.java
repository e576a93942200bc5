package io.jlinux.net.wire;

/** One of a list, {@code NFTA_LIST_*}. Names as in linux/netfilter/nf_tables.h. */
public final class NftListAttr {
    public static final int NFTA_LIST_ELEM = 1;

    private NftListAttr() {}
}
