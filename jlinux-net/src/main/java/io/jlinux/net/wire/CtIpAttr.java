package io.jlinux.net.wire;

/** The addresses of a direction, {@code CTA_IP_*}. Names as in linux/netfilter/nfnetlink_conntrack.h. */
public final class CtIpAttr {
    public static final int CTA_IP_V4_SRC = 1;
    public static final int CTA_IP_V4_DST = 2;
    public static final int CTA_IP_V6_SRC = 3;
    public static final int CTA_IP_V6_DST = 4;

    private CtIpAttr() {}
}
