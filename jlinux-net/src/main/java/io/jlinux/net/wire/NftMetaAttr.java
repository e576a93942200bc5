package io.jlinux.net.wire;

/** The expression about the packet, {@code NFTA_META_*}. Names as in linux/netfilter/nf_tables.h. */
public final class NftMetaAttr {
    public static final int NFTA_META_DREG = 1;
    public static final int NFTA_META_KEY = 2;
    public static final int NFTA_META_SREG = 3;

    private NftMetaAttr() {}
}
