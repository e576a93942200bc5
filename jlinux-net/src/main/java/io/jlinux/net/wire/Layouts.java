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
    public static final int RTMSG_SRC_LEN = 2;
    public static final int RTMSG_TOS = 3;
    public static final int RTMSG_TABLE = 4;
    public static final int RTMSG_PROTOCOL = 5;
    public static final int RTMSG_SCOPE = 6;
    public static final int RTMSG_TYPE = 7;
    public static final int RTMSG_FLAGS = 8;

    /** {@code struct rtnexthop}: u16 len, u8 flags, u8 hops (weight - 1), s32 ifindex; attributes behind it. */
    public static final int RTNEXTHOP_SIZE = 8;

    public static final int RTNEXTHOP_HOPS = 3;
    public static final int RTNEXTHOP_INDEX = 4;

    /** {@code struct rtgenmsg}: u8 family, and padding. */
    public static final int RTGENMSG_SIZE = 4;

    /** {@code struct ndmsg}: u8 family, pad, s32 ifindex, u16 state, u8 flags, u8 type. */
    public static final int NDMSG_SIZE = 12;

    public static final int NDMSG_INDEX = 4;
    public static final int NDMSG_STATE = 8;
    public static final int NDMSG_FLAGS = 10;

    /** {@code struct fib_rule_hdr}: u8 family, dst_len, src_len, tos, table, res, res, action, u32 flags. */
    public static final int RULE_SIZE = 12;

    public static final int RULE_DST_LEN = 1;
    public static final int RULE_SRC_LEN = 2;
    public static final int RULE_TOS = 3;
    public static final int RULE_TABLE = 4;
    public static final int RULE_ACTION = 7;
    public static final int RULE_FLAGS = 8;

    /** {@code struct nhmsg}: u8 family, scope, protocol, resvd, u32 flags. */
    public static final int NHMSG_SIZE = 8;

    /** {@code struct tcmsg}: u8 family, pad, u16 pad, s32 ifindex, u32 handle, parent, info. */
    public static final int TCMSG_SIZE = 20;

    public static final int TCMSG_INDEX = 4;
    public static final int TCMSG_HANDLE = 8;
    public static final int TCMSG_PARENT = 12;
    public static final int TCMSG_INFO = 16;

    /** {@code struct br_port_msg}: u8 family, pad, u32 ifindex. */
    public static final int BRPORTMSG_SIZE = 8;

    public static final int AF_BRIDGE = 7;

    private Layouts() {}
}
