package io.jlinux.net.wire;

/** The expression that turns bytes around, {@code NFTA_BYTEORDER_*}. Names as in linux/netfilter/nf_tables.h. */
public final class NftByteorderAttr {
    public static final int NFTA_BYTEORDER_SREG = 1;
    public static final int NFTA_BYTEORDER_DREG = 2;
    public static final int NFTA_BYTEORDER_OP = 3;
    public static final int NFTA_BYTEORDER_LEN = 4;
    public static final int NFTA_BYTEORDER_SIZE = 5;

    private NftByteorderAttr() {}
}
