package io.jlinux.net.wire;

/** Attributes of a list of elements, {@code NFTA_SET_ELEM_LIST_*}. Names as in linux/netfilter/nf_tables.h. */
public final class NftSetElemListAttr {
    public static final int NFTA_SET_ELEM_LIST_TABLE = 1;
    public static final int NFTA_SET_ELEM_LIST_SET = 2;
    public static final int NFTA_SET_ELEM_LIST_ELEMENTS = 3;
    public static final int NFTA_SET_ELEM_LIST_SET_ID = 4;

    private NftSetElemListAttr() {}
}
