package io.jlinux.net.wire;

/** Attributes of a table, {@code NFTA_TABLE_*}. Names as in linux/netfilter/nf_tables.h. */
public final class NftTableAttr {
    public static final int NFTA_TABLE_NAME = 1;
    public static final int NFTA_TABLE_FLAGS = 2;
    public static final int NFTA_TABLE_USE = 3;
    public static final int NFTA_TABLE_HANDLE = 4;
    public static final int NFTA_TABLE_USERDATA = 6;
    public static final int NFTA_TABLE_OWNER = 7;

    private NftTableAttr() {}
}
