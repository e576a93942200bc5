package io.jlinux.net.wire;

/** Attributes of the gre kinds ({@code IFLA_GRE_*}). */
public final class GreAttr {
    public static final int IFLA_GRE_UNSPEC = 0;
    public static final int IFLA_GRE_LINK = 1;
    public static final int IFLA_GRE_IFLAGS = 2;
    public static final int IFLA_GRE_OFLAGS = 3;
    public static final int IFLA_GRE_IKEY = 4;
    public static final int IFLA_GRE_OKEY = 5;
    public static final int IFLA_GRE_LOCAL = 6;
    public static final int IFLA_GRE_REMOTE = 7;
    public static final int IFLA_GRE_TTL = 8;
    public static final int IFLA_GRE_TOS = 9;
    public static final int IFLA_GRE_PMTUDISC = 10;
    public static final int IFLA_GRE_ENCAP_LIMIT = 11;
    public static final int IFLA_GRE_FLOWINFO = 12;
    public static final int IFLA_GRE_FLAGS = 13;
    public static final int IFLA_GRE_ENCAP_TYPE = 14;
    public static final int IFLA_GRE_ENCAP_FLAGS = 15;
    public static final int IFLA_GRE_ENCAP_SPORT = 16;
    public static final int IFLA_GRE_ENCAP_DPORT = 17;
    public static final int IFLA_GRE_COLLECT_METADATA = 18;
    public static final int IFLA_GRE_IGNORE_DF = 19;
    public static final int IFLA_GRE_FWMARK = 20;
    public static final int IFLA_GRE_ERSPAN_INDEX = 21;
    public static final int IFLA_GRE_ERSPAN_VER = 22;
    public static final int IFLA_GRE_ERSPAN_DIR = 23;
    public static final int IFLA_GRE_ERSPAN_HWID = 24;

    private GreAttr() {}
}
