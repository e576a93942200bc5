package io.jlinux.net.netlink;

/** Sizes of netlink's own structures and offsets of their fields, in bytes; the same on every architecture. */
final class NetlinkLayout {
    /** {@code struct nlmsghdr}: u32 len, u16 type, u16 flags, u32 seq, u32 pid. */
    static final int NLMSGHDR_SIZE = 16;

    static final int NLMSGHDR_TYPE = 4;
    static final int NLMSGHDR_FLAGS = 6;
    static final int NLMSGHDR_SEQ = 8;
    static final int NLMSGHDR_PID = 12;

    /** {@code struct nlattr}: u16 len, u16 type. */
    static final int NLATTR_SIZE = 4;

    static final int NLA_F_NESTED = 0x8000;
    static final int NLA_TYPE_MASK = 0x3fff;

    private NetlinkLayout() {}

    /** {@code length} rounded up to the 4 bytes that messages and attributes are aligned to. */
    static int align(int length) {
        return (length + 3) & ~3;
    }
}
