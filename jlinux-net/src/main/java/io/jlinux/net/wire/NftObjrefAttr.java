package io.jlinux.net.wire;

/** The expression that uses a named object, {@code NFTA_OBJREF_*}. Names as in linux/netfilter/nf_tables.h. */
public final class NftObjrefAttr {
    public static final int NFTA_OBJREF_IMM_TYPE = 1;
    public static final int NFTA_OBJREF_IMM_NAME = 2;
    public static final int NFTA_OBJREF_SET_SREG = 3;
    public static final int NFTA_OBJREF_SET_NAME = 4;
    public static final int NFTA_OBJREF_SET_ID = 5;

    private NftObjrefAttr() {}
}
