package io.jlinux.net.wire;

/** The expression that masks, {@code NFTA_BITWISE_*}. Names as in linux/netfilter/nf_tables.h. */
public final class NftBitwiseAttr {
    public static final int NFTA_BITWISE_SREG = 1;
    public static final int NFTA_BITWISE_DREG = 2;
    public static final int NFTA_BITWISE_LEN = 3;
    public static final int NFTA_BITWISE_MASK = 4;
    public static final int NFTA_BITWISE_XOR = 5;
    public static final int NFTA_BITWISE_OP = 6;
    public static final int NFTA_BITWISE_DATA = 7;

    private NftBitwiseAttr() {}
}
