package io.jlinux.net.wire;

/** The expression that reads the packet, {@code NFTA_PAYLOAD_*}. Names as in linux/netfilter/nf_tables.h. */
public final class NftPayloadAttr {
    public static final int NFTA_PAYLOAD_DREG = 1;
    public static final int NFTA_PAYLOAD_BASE = 2;
    public static final int NFTA_PAYLOAD_OFFSET = 3;
    public static final int NFTA_PAYLOAD_LEN = 4;
    public static final int NFTA_PAYLOAD_SREG = 5;
    public static final int NFTA_PAYLOAD_CSUM_TYPE = 6;
    public static final int NFTA_PAYLOAD_CSUM_OFFSET = 7;
    public static final int NFTA_PAYLOAD_CSUM_FLAGS = 8;

    private NftPayloadAttr() {}
}
