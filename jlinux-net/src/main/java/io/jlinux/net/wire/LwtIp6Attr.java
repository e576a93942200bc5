package io.jlinux.net.wire;

/** Attributes of a route that packs into IPv6 ({@code LWTUNNEL_IP6_*}). */
public final class LwtIp6Attr {
    public static final int LWTUNNEL_IP6_UNSPEC = 0;
    public static final int LWTUNNEL_IP6_ID = 1;
    public static final int LWTUNNEL_IP6_DST = 2;
    public static final int LWTUNNEL_IP6_SRC = 3;
    public static final int LWTUNNEL_IP6_HOPLIMIT = 4;
    public static final int LWTUNNEL_IP6_TC = 5;
    public static final int LWTUNNEL_IP6_FLAGS = 6;
    public static final int LWTUNNEL_IP6_PAD = 7;
    public static final int LWTUNNEL_IP6_OPTS = 8;

    private LwtIp6Attr() {}
}
