package io.jlinux.net.wire;

/** The expression about the connection, {@code NFTA_CT_*}. Names as in linux/netfilter/nf_tables.h. */
public final class NftCtAttr {
    public static final int NFTA_CT_DREG = 1;
    public static final int NFTA_CT_KEY = 2;
    public static final int NFTA_CT_DIRECTION = 3;
    public static final int NFTA_CT_SREG = 4;

    private NftCtAttr() {}
}
