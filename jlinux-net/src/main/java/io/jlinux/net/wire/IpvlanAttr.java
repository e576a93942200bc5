package io.jlinux.net.wire;

/** Attributes of an ipvlan or ipvtap ({@code IFLA_IPVLAN_*}). */
public final class IpvlanAttr {
    public static final int IFLA_IPVLAN_UNSPEC = 0;
    public static final int IFLA_IPVLAN_MODE = 1;
    public static final int IFLA_IPVLAN_FLAGS = 2;

    private IpvlanAttr() {}
}
