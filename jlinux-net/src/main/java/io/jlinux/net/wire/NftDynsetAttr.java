package io.jlinux.net.wire;

/** The expression that changes a set, {@code NFTA_DYNSET_*}. Names as in linux/netfilter/nf_tables.h. */
public final class NftDynsetAttr {
    public static final int NFTA_DYNSET_SET_NAME = 1;
    public static final int NFTA_DYNSET_SET_ID = 2;
    public static final int NFTA_DYNSET_OP = 3;
    public static final int NFTA_DYNSET_SREG_KEY = 4;
    public static final int NFTA_DYNSET_SREG_DATA = 5;
    public static final int NFTA_DYNSET_TIMEOUT = 6;
    public static final int NFTA_DYNSET_EXPR = 7;
    public static final int NFTA_DYNSET_FLAGS = 9;
    public static final int NFTA_DYNSET_EXPRESSIONS = 10;

    private NftDynsetAttr() {}
}
