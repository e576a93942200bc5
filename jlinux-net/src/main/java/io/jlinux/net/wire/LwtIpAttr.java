package io.jlinux.net.wire;

/** Attributes of a route that packs into IPv4 ({@code LWTUNNEL_IP_*}). */
public final class LwtIpAttr {
    public static final int LWTUNNEL_IP_UNSPEC = 0;
    public static final int LWTUNNEL_IP_ID = 1;
    public static final int LWTUNNEL_IP_DST = 2;
    public static final int LWTUNNEL_IP_SRC = 3;
    public static final int LWTUNNEL_IP_TTL = 4;
    public static final int LWTUNNEL_IP_TOS = 5;
    public static final int LWTUNNEL_IP_FLAGS = 6;
    public static final int LWTUNNEL_IP_PAD = 7;
    public static final int LWTUNNEL_IP_OPTS = 8;

    private LwtIpAttr() {}
}
