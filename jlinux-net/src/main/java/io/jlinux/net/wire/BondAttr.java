package io.jlinux.net.wire;

/** Attributes of a bond ({@code IFLA_BOND_*}). */
public final class BondAttr {
    public static final int IFLA_BOND_UNSPEC = 0;
    public static final int IFLA_BOND_MODE = 1;
    public static final int IFLA_BOND_ACTIVE_SLAVE = 2;
    public static final int IFLA_BOND_MIIMON = 3;
    public static final int IFLA_BOND_UPDELAY = 4;
    public static final int IFLA_BOND_DOWNDELAY = 5;
    public static final int IFLA_BOND_USE_CARRIER = 6;
    public static final int IFLA_BOND_ARP_INTERVAL = 7;
    public static final int IFLA_BOND_ARP_IP_TARGET = 8;
    public static final int IFLA_BOND_ARP_VALIDATE = 9;
    public static final int IFLA_BOND_ARP_ALL_TARGETS = 10;
    public static final int IFLA_BOND_PRIMARY = 11;
    public static final int IFLA_BOND_PRIMARY_RESELECT = 12;
    public static final int IFLA_BOND_FAIL_OVER_MAC = 13;
    public static final int IFLA_BOND_XMIT_HASH_POLICY = 14;
    public static final int IFLA_BOND_RESEND_IGMP = 15;
    public static final int IFLA_BOND_NUM_PEER_NOTIF = 16;
    public static final int IFLA_BOND_ALL_SLAVES_ACTIVE = 17;
    public static final int IFLA_BOND_MIN_LINKS = 18;
    public static final int IFLA_BOND_LP_INTERVAL = 19;
    public static final int IFLA_BOND_PACKETS_PER_SLAVE = 20;
    public static final int IFLA_BOND_AD_LACP_RATE = 21;
    public static final int IFLA_BOND_AD_SELECT = 22;
    public static final int IFLA_BOND_AD_INFO = 23;
    public static final int IFLA_BOND_AD_ACTOR_SYS_PRIO = 24;
    public static final int IFLA_BOND_AD_USER_PORT_KEY = 25;
    public static final int IFLA_BOND_AD_ACTOR_SYSTEM = 26;
    public static final int IFLA_BOND_TLB_DYNAMIC_LB = 27;
    public static final int IFLA_BOND_PEER_NOTIF_DELAY = 28;
    public static final int IFLA_BOND_AD_LACP_ACTIVE = 29;
    public static final int IFLA_BOND_NS_IP6_TARGET = 31;
    public static final int IFLA_BOND_COUPLED_CONTROL = 32;

    private BondAttr() {}
}
