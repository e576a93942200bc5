package io.jlinux.net.wire;

/** Attributes of a route that gives packets a list of segments ({@code SEG6_IPTUNNEL_*}). */
public final class Seg6IptunnelAttr {
    public static final int SEG6_IPTUNNEL_UNSPEC = 0;
    public static final int SEG6_IPTUNNEL_SRH = 1;

    private Seg6IptunnelAttr() {}
}
