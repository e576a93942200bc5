package io.jlinux.net.wire;

/** Attributes of a VLAN ({@code IFLA_VLAN_*}). */
public final class VlanAttr {
    public static final int IFLA_VLAN_UNSPEC = 0;
    public static final int IFLA_VLAN_ID = 1;
    public static final int IFLA_VLAN_FLAGS = 2;
    public static final int IFLA_VLAN_EGRESS_QOS = 3;
    public static final int IFLA_VLAN_INGRESS_QOS = 4;
    public static final int IFLA_VLAN_PROTOCOL = 5;

    private VlanAttr() {}
}
