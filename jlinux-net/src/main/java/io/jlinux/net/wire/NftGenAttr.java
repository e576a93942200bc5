package io.jlinux.net.wire;

/** Attributes of a generation, {@code NFTA_GEN_*}. Names as in linux/netfilter/nf_tables.h. */
public final class NftGenAttr {
    public static final int NFTA_GEN_ID = 1;
    public static final int NFTA_GEN_PROC_PID = 2;
    public static final int NFTA_GEN_PROC_NAME = 3;

    private NftGenAttr() {}
}
