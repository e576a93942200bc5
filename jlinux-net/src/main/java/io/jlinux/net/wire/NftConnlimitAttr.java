package io.jlinux.net.wire;

/** The expression that limits connections, {@code NFTA_CONNLIMIT_*}. Names as in linux/netfilter/nf_tables.h. */
public final class NftConnlimitAttr {
    public static final int NFTA_CONNLIMIT_COUNT = 1;
    public static final int NFTA_CONNLIMIT_FLAGS = 2;

    private NftConnlimitAttr() {}
}
