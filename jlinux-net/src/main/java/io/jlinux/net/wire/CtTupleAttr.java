package io.jlinux.net.wire;

/** One direction of a connection, {@code CTA_TUPLE_*}. Names as in linux/netfilter/nfnetlink_conntrack.h. */
public final class CtTupleAttr {
    public static final int CTA_TUPLE_IP = 1;
    public static final int CTA_TUPLE_PROTO = 2;
    public static final int CTA_TUPLE_ZONE = 3;

    private CtTupleAttr() {}
}
