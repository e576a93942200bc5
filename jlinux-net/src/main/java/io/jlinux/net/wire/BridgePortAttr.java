package io.jlinux.net.wire;

/** Attributes of a port of a bridge ({@code IFLA_BRPORT_*}). */
public final class BridgePortAttr {
    public static final int IFLA_BRPORT_UNSPEC = 0;
    public static final int IFLA_BRPORT_STATE = 1;
    public static final int IFLA_BRPORT_PRIORITY = 2;
    public static final int IFLA_BRPORT_COST = 3;
    public static final int IFLA_BRPORT_MODE = 4;
    public static final int IFLA_BRPORT_GUARD = 5;
    public static final int IFLA_BRPORT_PROTECT = 6;
    public static final int IFLA_BRPORT_FAST_LEAVE = 7;
    public static final int IFLA_BRPORT_LEARNING = 8;
    public static final int IFLA_BRPORT_UNICAST_FLOOD = 9;
    public static final int IFLA_BRPORT_PROXYARP = 10;
    public static final int IFLA_BRPORT_LEARNING_SYNC = 11;
    public static final int IFLA_BRPORT_PROXYARP_WIFI = 12;
    public static final int IFLA_BRPORT_ROOT_ID = 13;
    public static final int IFLA_BRPORT_BRIDGE_ID = 14;
    public static final int IFLA_BRPORT_DESIGNATED_PORT = 15;
    public static final int IFLA_BRPORT_DESIGNATED_COST = 16;
    public static final int IFLA_BRPORT_ID = 17;
    public static final int IFLA_BRPORT_NO = 18;
    public static final int IFLA_BRPORT_TOPOLOGY_CHANGE_ACK = 19;
    public static final int IFLA_BRPORT_CONFIG_PENDING = 20;
    public static final int IFLA_BRPORT_MESSAGE_AGE_TIMER = 21;
    public static final int IFLA_BRPORT_FORWARD_DELAY_TIMER = 22;
    public static final int IFLA_BRPORT_HOLD_TIMER = 23;
    public static final int IFLA_BRPORT_FLUSH = 24;
    public static final int IFLA_BRPORT_MULTICAST_ROUTER = 25;
    public static final int IFLA_BRPORT_PAD = 26;
    public static final int IFLA_BRPORT_MCAST_FLOOD = 27;
    public static final int IFLA_BRPORT_MCAST_TO_UCAST = 28;
    public static final int IFLA_BRPORT_VLAN_TUNNEL = 29;
    public static final int IFLA_BRPORT_BCAST_FLOOD = 30;
    public static final int IFLA_BRPORT_GROUP_FWD_MASK = 31;
    public static final int IFLA_BRPORT_NEIGH_SUPPRESS = 32;
    public static final int IFLA_BRPORT_ISOLATED = 33;
    public static final int IFLA_BRPORT_BACKUP_PORT = 34;
    public static final int IFLA_BRPORT_MRP_RING_OPEN = 35;
    public static final int IFLA_BRPORT_MRP_IN_OPEN = 36;
    public static final int IFLA_BRPORT_MCAST_EHT_HOSTS_LIMIT = 37;
    public static final int IFLA_BRPORT_MCAST_EHT_HOSTS_CNT = 38;
    public static final int IFLA_BRPORT_LOCKED = 39;

    private BridgePortAttr() {}
}
