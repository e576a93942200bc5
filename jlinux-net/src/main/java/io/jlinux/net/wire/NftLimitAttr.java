package io.jlinux.net.wire;

/** The expression that limits a rate, {@code NFTA_LIMIT_*}. Names as in linux/netfilter/nf_tables.h. */
public final class NftLimitAttr {
    public static final int NFTA_LIMIT_RATE = 1;
    public static final int NFTA_LIMIT_UNIT = 2;
    public static final int NFTA_LIMIT_BURST = 3;
    public static final int NFTA_LIMIT_TYPE = 4;
    public static final int NFTA_LIMIT_FLAGS = 5;

    private NftLimitAttr() {}
}
