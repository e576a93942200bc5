package io.jlinux.net.wire;

/** The expression that counts, {@code NFTA_COUNTER_*}. Names as in linux/netfilter/nf_tables.h. */
public final class NftCounterAttr {
    public static final int NFTA_COUNTER_BYTES = 1;
    public static final int NFTA_COUNTER_PACKETS = 2;

    private NftCounterAttr() {}
}
