package io.jlinux.net.wire;

/** Sizes of rtnetlink's fixed structures and offsets of their fields, in bytes; the same on every architecture. */
public final class Layouts {
    /** {@code struct ifinfomsg}: u8 family, pad, u16 type, s32 index, u32 flags, u32 change. */
    public static final int IFINFOMSG_SIZE = 16;

    public static final int IFINFOMSG_TYPE = 2;
    public static final int IFINFOMSG_INDEX = 4;
    public static final int IFINFOMSG_FLAGS = 8;

    /** {@code struct ifaddrmsg}: u8 family, prefixlen, flags, scope, u32 index. */
    public static final int IFADDRMSG_SIZE = 8;

    public static final int IFADDRMSG_PREFIXLEN = 1;
    public static final int IFADDRMSG_FLAGS = 2;
    public static final int IFADDRMSG_SCOPE = 3;
    public static final int IFADDRMSG_INDEX = 4;

    /** {@code struct rtmsg}: u8 family, dst_len, src_len, tos, table, protocol, scope, type, u32 flags. */
    public static final int RTMSG_SIZE = 12;

    public static final int RTMSG_DST_LEN = 1;
    public static final int RTMSG_TABLE = 4;
    public static final int RTMSG_PROTOCOL = 5;
    public static final int RTMSG_SCOPE = 6;
    public static final int RTMSG_TYPE = 7;
    public static final int RTMSG_FLAGS = 8;

    /** {@code struct rtnexthop}: u16 len, u8 flags, u8 hops (weight - 1), s32 ifindex; attributes behind it. */
    public static final int RTNEXTHOP_SIZE = 8;

    public static final int RTNEXTHOP_HOPS = 3;
    public static final int RTNEXTHOP_INDEX = 4;

    private Layouts() {}
}
