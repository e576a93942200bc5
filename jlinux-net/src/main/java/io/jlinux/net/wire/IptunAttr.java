package io.jlinux.net.wire;

/** Attributes of ipip, sit and ip6tnl ({@code IFLA_IPTUN_*}). */
public final class IptunAttr {
    public static final int IFLA_IPTUN_UNSPEC = 0;
    public static final int IFLA_IPTUN_LINK = 1;
    public static final int IFLA_IPTUN_LOCAL = 2;
    public static final int IFLA_IPTUN_REMOTE = 3;
    public static final int IFLA_IPTUN_TTL = 4;
    public static final int IFLA_IPTUN_TOS = 5;
    public static final int IFLA_IPTUN_ENCAP_LIMIT = 6;
    public static final int IFLA_IPTUN_FLOWINFO = 7;
    public static final int IFLA_IPTUN_FLAGS = 8;
    public static final int IFLA_IPTUN_PROTO = 9;
    public static final int IFLA_IPTUN_PMTUDISC = 10;
    public static final int IFLA_IPTUN_6RD_PREFIX = 11;
    public static final int IFLA_IPTUN_6RD_RELAY_PREFIX = 12;
    public static final int IFLA_IPTUN_6RD_PREFIXLEN = 13;
    public static final int IFLA_IPTUN_6RD_RELAY_PREFIXLEN = 14;
    public static final int IFLA_IPTUN_ENCAP_TYPE = 15;
    public static final int IFLA_IPTUN_ENCAP_FLAGS = 16;
    public static final int IFLA_IPTUN_ENCAP_SPORT = 17;
    public static final int IFLA_IPTUN_ENCAP_DPORT = 18;
    public static final int IFLA_IPTUN_COLLECT_METADATA = 19;
    public static final int IFLA_IPTUN_FWMARK = 20;

    private IptunAttr() {}
}
