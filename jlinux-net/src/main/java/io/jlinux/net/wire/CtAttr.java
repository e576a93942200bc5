package io.jlinux.net.wire;

/** Attributes of a connection, {@code CTA_*}. Names as in linux/netfilter/nfnetlink_conntrack.h. */
public final class CtAttr {
    public static final int CTA_TUPLE_ORIG = 1;
    public static final int CTA_TUPLE_REPLY = 2;
    public static final int CTA_STATUS = 3;
    public static final int CTA_PROTOINFO = 4;
    public static final int CTA_HELP = 5;
    public static final int CTA_NAT_SRC = 6;
    public static final int CTA_TIMEOUT = 7;
    public static final int CTA_MARK = 8;
    public static final int CTA_COUNTERS_ORIG = 9;
    public static final int CTA_COUNTERS_REPLY = 10;
    public static final int CTA_USE = 11;
    public static final int CTA_ID = 12;
    public static final int CTA_NAT_DST = 13;
    public static final int CTA_TUPLE_MASTER = 14;
    public static final int CTA_SEQ_ADJ_ORIG = 15;
    public static final int CTA_SEQ_ADJ_REPLY = 16;
    public static final int CTA_SECMARK = 17;
    public static final int CTA_ZONE = 18;
    public static final int CTA_SECCTX = 19;
    public static final int CTA_TIMESTAMP = 20;
    public static final int CTA_MARK_MASK = 21;
    public static final int CTA_LABELS = 22;
    public static final int CTA_LABELS_MASK = 23;
    public static final int CTA_SYNPROXY = 24;
    public static final int CTA_FILTER = 25;
    public static final int CTA_STATUS_MASK = 26;

    private CtAttr() {}
}
