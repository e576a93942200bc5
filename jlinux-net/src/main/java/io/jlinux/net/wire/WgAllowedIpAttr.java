package io.jlinux.net.wire;

/** Attributes of the addresses of a WireGuard peer ({@code WGALLOWEDIP_A_*}). */
public final class WgAllowedIpAttr {
    public static final int WGALLOWEDIP_A_UNSPEC = 0;
    public static final int WGALLOWEDIP_A_FAMILY = 1;
    public static final int WGALLOWEDIP_A_IPADDR = 2;
    public static final int WGALLOWEDIP_A_CIDR_MASK = 3;

    private WgAllowedIpAttr() {}
}
