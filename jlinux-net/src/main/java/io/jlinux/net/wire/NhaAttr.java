package io.jlinux.net.wire;

/** Attributes of a next hop object ({@code NHA_*}), behind {@code struct nhmsg}. */
public final class NhaAttr {
    public static final int NHA_UNSPEC = 0;
    public static final int NHA_ID = 1;
    public static final int NHA_GROUP = 2;
    public static final int NHA_GROUP_TYPE = 3;
    public static final int NHA_BLACKHOLE = 4;
    public static final int NHA_OIF = 5;
    public static final int NHA_GATEWAY = 6;
    public static final int NHA_ENCAP_TYPE = 7;
    public static final int NHA_ENCAP = 8;
    public static final int NHA_GROUPS = 9;
    public static final int NHA_MASTER = 10;
    public static final int NHA_FDB = 11;
    public static final int NHA_RES_GROUP = 12;
    public static final int NHA_RES_BUCKET = 13;

    private NhaAttr() {}
}
