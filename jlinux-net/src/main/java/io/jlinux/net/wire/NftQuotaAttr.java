package io.jlinux.net.wire;

/** The expression that ends after a number of bytes, {@code NFTA_QUOTA_*}. Names as in linux/netfilter/nf_tables.h. */
public final class NftQuotaAttr {
    public static final int NFTA_QUOTA_BYTES = 1;
    public static final int NFTA_QUOTA_FLAGS = 2;
    public static final int NFTA_QUOTA_CONSUMED = 4;

    private NftQuotaAttr() {}
}
