package io.jlinux.net.wire;

/** Attributes of a route that puts MPLS labels before packets ({@code MPLS_IPTUNNEL_*}). */
public final class MplsIptunnelAttr {
    public static final int MPLS_IPTUNNEL_UNSPEC = 0;
    public static final int MPLS_IPTUNNEL_DST = 1;
    public static final int MPLS_IPTUNNEL_TTL = 2;

    private MplsIptunnelAttr() {}
}
