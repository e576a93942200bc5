package io.jlinux.net.wire;

/** The expression about the route, {@code NFTA_RT_*}. Names as in linux/netfilter/nf_tables.h. */
public final class NftRtAttr {
    public static final int NFTA_RT_DREG = 1;
    public static final int NFTA_RT_KEY = 2;

    private NftRtAttr() {}
}
