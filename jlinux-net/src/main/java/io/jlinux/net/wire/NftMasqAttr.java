package io.jlinux.net.wire;

/** The expression that masquerades, {@code NFTA_MASQ_*}. Names as in linux/netfilter/nf_tables.h. */
public final class NftMasqAttr {
    public static final int NFTA_MASQ_FLAGS = 1;
    public static final int NFTA_MASQ_REG_PROTO_MIN = 2;
    public static final int NFTA_MASQ_REG_PROTO_MAX = 3;

    private NftMasqAttr() {}
}
