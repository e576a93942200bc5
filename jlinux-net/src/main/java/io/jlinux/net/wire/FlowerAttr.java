package io.jlinux.net.wire;

/** Attributes of the filter flower ({@code TCA_FLOWER_*}), those that are used here. */
public final class FlowerAttr {
    public static final int TCA_FLOWER_UNSPEC = 0;
    public static final int TCA_FLOWER_CLASSID = 1;
    public static final int TCA_FLOWER_INDEV = 2;
    public static final int TCA_FLOWER_ACT = 3;
    public static final int TCA_FLOWER_KEY_ETH_DST = 4;
    public static final int TCA_FLOWER_KEY_ETH_DST_MASK = 5;
    public static final int TCA_FLOWER_KEY_ETH_SRC = 6;
    public static final int TCA_FLOWER_KEY_ETH_SRC_MASK = 7;
    public static final int TCA_FLOWER_KEY_ETH_TYPE = 8;
    public static final int TCA_FLOWER_KEY_IP_PROTO = 9;
    public static final int TCA_FLOWER_KEY_IPV4_SRC = 10;
    public static final int TCA_FLOWER_KEY_IPV4_SRC_MASK = 11;
    public static final int TCA_FLOWER_KEY_IPV4_DST = 12;
    public static final int TCA_FLOWER_KEY_IPV4_DST_MASK = 13;
    public static final int TCA_FLOWER_KEY_IPV6_SRC = 14;
    public static final int TCA_FLOWER_KEY_IPV6_SRC_MASK = 15;
    public static final int TCA_FLOWER_KEY_IPV6_DST = 16;
    public static final int TCA_FLOWER_KEY_IPV6_DST_MASK = 17;
    public static final int TCA_FLOWER_KEY_TCP_SRC = 18;
    public static final int TCA_FLOWER_KEY_TCP_DST = 19;
    public static final int TCA_FLOWER_KEY_UDP_SRC = 20;
    public static final int TCA_FLOWER_KEY_UDP_DST = 21;
    public static final int TCA_FLOWER_FLAGS = 22;
    public static final int TCA_FLOWER_KEY_VLAN_ID = 23;
    public static final int TCA_FLOWER_KEY_VLAN_PRIO = 24;
    public static final int TCA_FLOWER_KEY_VLAN_ETH_TYPE = 25;
    public static final int TCA_FLOWER_KEY_TCP_SRC_MASK = 35;
    public static final int TCA_FLOWER_KEY_TCP_DST_MASK = 36;
    public static final int TCA_FLOWER_KEY_UDP_SRC_MASK = 37;
    public static final int TCA_FLOWER_KEY_UDP_DST_MASK = 38;
    public static final int TCA_FLOWER_KEY_SCTP_SRC_MASK = 39;
    public static final int TCA_FLOWER_KEY_SCTP_DST_MASK = 40;
    public static final int TCA_FLOWER_KEY_SCTP_SRC = 41;
    public static final int TCA_FLOWER_KEY_SCTP_DST = 42;
    public static final int TCA_FLOWER_KEY_IP_TOS = 73;
    public static final int TCA_FLOWER_KEY_IP_TOS_MASK = 74;
    public static final int TCA_FLOWER_KEY_IP_TTL = 75;
    public static final int TCA_FLOWER_KEY_IP_TTL_MASK = 76;
    public static final int TCA_FLOWER_KEY_PORT_SRC_MIN = 87;
    public static final int TCA_FLOWER_KEY_PORT_SRC_MAX = 88;
    public static final int TCA_FLOWER_KEY_PORT_DST_MIN = 89;
    public static final int TCA_FLOWER_KEY_PORT_DST_MAX = 90;

    private FlowerAttr() {}
}
