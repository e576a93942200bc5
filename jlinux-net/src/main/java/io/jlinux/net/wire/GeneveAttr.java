package io.jlinux.net.wire;

/** Attributes of a geneve ({@code IFLA_GENEVE_*}). */
public final class GeneveAttr {
    public static final int IFLA_GENEVE_UNSPEC = 0;
    public static final int IFLA_GENEVE_ID = 1;
    public static final int IFLA_GENEVE_REMOTE = 2;
    public static final int IFLA_GENEVE_TTL = 3;
    public static final int IFLA_GENEVE_TOS = 4;
    public static final int IFLA_GENEVE_PORT = 5;
    public static final int IFLA_GENEVE_COLLECT_METADATA = 6;
    public static final int IFLA_GENEVE_REMOTE6 = 7;
    public static final int IFLA_GENEVE_UDP_CSUM = 8;
    public static final int IFLA_GENEVE_UDP_ZERO_CSUM6_TX = 9;
    public static final int IFLA_GENEVE_UDP_ZERO_CSUM6_RX = 10;
    public static final int IFLA_GENEVE_LABEL = 11;
    public static final int IFLA_GENEVE_TTL_INHERIT = 12;
    public static final int IFLA_GENEVE_DF = 13;
    public static final int IFLA_GENEVE_INNER_PROTO_INHERIT = 14;
    public static final int IFLA_GENEVE_PORT_RANGE = 15;

    private GeneveAttr() {}
}
