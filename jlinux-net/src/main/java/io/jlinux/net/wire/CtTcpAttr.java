package io.jlinux.net.wire;

/** What TCP knows of a connection, {@code CTA_PROTOINFO_TCP_*}. Names as in linux/netfilter/nfnetlink_conntrack.h. */
public final class CtTcpAttr {
    public static final int CTA_PROTOINFO_TCP_STATE = 1;
    public static final int CTA_PROTOINFO_TCP_WSCALE_ORIGINAL = 2;
    public static final int CTA_PROTOINFO_TCP_WSCALE_REPLY = 3;
    public static final int CTA_PROTOINFO_TCP_FLAGS_ORIGINAL = 4;
    public static final int CTA_PROTOINFO_TCP_FLAGS_REPLY = 5;

    private CtTcpAttr() {}
}
