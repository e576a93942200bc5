package io.jlinux.net.wire;

/** The expression that hands over to a program, {@code NFTA_QUEUE_*}. Names as in linux/netfilter/nf_tables.h. */
public final class NftQueueAttr {
    public static final int NFTA_QUEUE_NUM = 1;
    public static final int NFTA_QUEUE_TOTAL = 2;
    public static final int NFTA_QUEUE_FLAGS = 3;
    public static final int NFTA_QUEUE_SREG_QNUM = 4;

    private NftQueueAttr() {}
}
