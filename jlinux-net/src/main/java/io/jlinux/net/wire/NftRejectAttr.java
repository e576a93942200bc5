package io.jlinux.net.wire;

/** The expression that refuses, {@code NFTA_REJECT_*}. Names as in linux/netfilter/nf_tables.h. */
public final class NftRejectAttr {
    public static final int NFTA_REJECT_TYPE = 1;
    public static final int NFTA_REJECT_ICMP_CODE = 2;

    private NftRejectAttr() {}
}
