package io.jlinux.net.wire;

/** One field of a concatenation, {@code NFTA_SET_FIELD_*}. Names as in linux/netfilter/nf_tables.h. */
public final class NftSetFieldAttr {
    public static final int NFTA_SET_FIELD_LEN = 1;

    private NftSetFieldAttr() {}
}
