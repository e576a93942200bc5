package io.jlinux.net.wire;

/** Attributes of a rule ({@code FRA_*}), behind {@code struct fib_rule_hdr}. */
public final class FraAttr {
    public static final int FRA_UNSPEC = 0;
    public static final int FRA_DST = 1;
    public static final int FRA_SRC = 2;
    public static final int FRA_IIFNAME = 3;
    public static final int FRA_GOTO = 4;
    public static final int FRA_UNUSED2 = 5;
    public static final int FRA_PRIORITY = 6;
    public static final int FRA_UNUSED3 = 7;
    public static final int FRA_UNUSED4 = 8;
    public static final int FRA_UNUSED5 = 9;
    public static final int FRA_FWMARK = 10;
    public static final int FRA_FLOW = 11;
    public static final int FRA_TUN_ID = 12;
    public static final int FRA_SUPPRESS_IFGROUP = 13;
    public static final int FRA_SUPPRESS_PREFIXLEN = 14;
    public static final int FRA_TABLE = 15;
    public static final int FRA_FWMASK = 16;
    public static final int FRA_OIFNAME = 17;
    public static final int FRA_PAD = 18;
    public static final int FRA_L3MDEV = 19;
    public static final int FRA_UID_RANGE = 20;
    public static final int FRA_PROTOCOL = 21;
    public static final int FRA_IP_PROTO = 22;
    public static final int FRA_SPORT_RANGE = 23;
    public static final int FRA_DPORT_RANGE = 24;

    private FraAttr() {}
}
