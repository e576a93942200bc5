package io.jlinux.net.wire;

/** The expression that changes addresses, {@code NFTA_NAT_*}. Names as in linux/netfilter/nf_tables.h. */
public final class NftNatAttr {
    public static final int NFTA_NAT_TYPE = 1;
    public static final int NFTA_NAT_FAMILY = 2;
    public static final int NFTA_NAT_REG_ADDR_MIN = 3;
    public static final int NFTA_NAT_REG_ADDR_MAX = 4;
    public static final int NFTA_NAT_REG_PROTO_MIN = 5;
    public static final int NFTA_NAT_REG_PROTO_MAX = 6;
    public static final int NFTA_NAT_FLAGS = 7;

    private NftNatAttr() {}
}
