package io.jlinux.net.wire;

/** The expression that logs, {@code NFTA_LOG_*}. Names as in linux/netfilter/nf_tables.h. */
public final class NftLogAttr {
    public static final int NFTA_LOG_GROUP = 1;
    public static final int NFTA_LOG_PREFIX = 2;
    public static final int NFTA_LOG_SNAPLEN = 3;
    public static final int NFTA_LOG_QTHRESHOLD = 4;
    public static final int NFTA_LOG_LEVEL = 5;
    public static final int NFTA_LOG_FLAGS = 6;

    private NftLogAttr() {}
}
