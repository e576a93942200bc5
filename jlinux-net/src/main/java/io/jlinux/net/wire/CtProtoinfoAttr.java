package io.jlinux.net.wire;

/** What a protocol knows of a connection, {@code CTA_PROTOINFO_*}. Names as in linux/netfilter/nfnetlink_conntrack.h. */
public final class CtProtoinfoAttr {
    public static final int CTA_PROTOINFO_TCP = 1;
    public static final int CTA_PROTOINFO_DCCP = 2;
    public static final int CTA_PROTOINFO_SCTP = 3;

    private CtProtoinfoAttr() {}
}
