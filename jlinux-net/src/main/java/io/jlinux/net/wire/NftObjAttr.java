package io.jlinux.net.wire;

/** Attributes of a named object, {@code NFTA_OBJ_*}. Names as in linux/netfilter/nf_tables.h. */
public final class NftObjAttr {
    public static final int NFTA_OBJ_TABLE = 1;
    public static final int NFTA_OBJ_NAME = 2;
    public static final int NFTA_OBJ_TYPE = 3;
    public static final int NFTA_OBJ_DATA = 4;
    public static final int NFTA_OBJ_USE = 5;
    public static final int NFTA_OBJ_HANDLE = 6;
    public static final int NFTA_OBJ_USERDATA = 8;

    private NftObjAttr() {}
}
