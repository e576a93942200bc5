package io.jlinux.net.wire;

/** Attributes of a macvlan or macvtap ({@code IFLA_MACVLAN_*}). */
public final class MacvlanAttr {
    public static final int IFLA_MACVLAN_UNSPEC = 0;
    public static final int IFLA_MACVLAN_MODE = 1;
    public static final int IFLA_MACVLAN_FLAGS = 2;
    public static final int IFLA_MACVLAN_MACADDR_MODE = 3;
    public static final int IFLA_MACVLAN_MACADDR = 4;
    public static final int IFLA_MACVLAN_MACADDR_DATA = 5;
    public static final int IFLA_MACVLAN_MACADDR_COUNT = 6;
    public static final int IFLA_MACVLAN_BC_QUEUE_LEN = 7;
    public static final int IFLA_MACVLAN_BC_QUEUE_LEN_USED = 8;

    private MacvlanAttr() {}
}
