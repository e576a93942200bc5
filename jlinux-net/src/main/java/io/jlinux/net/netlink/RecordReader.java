package io.jlinux.net.netlink;

import java.nio.ByteBuffer;

/**
 * A cursor over records that begin with their own 16-bit length, such as {@code struct rtnexthop}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/rtnetlink.7.html">rtnetlink(7), struct rtnexthop</a>
 */
public final class RecordReader {
    private final ByteBuffer bytes;
    private final int end;
    private final int headerSize;
    private int following;
    private int start;
    private int stop;

    RecordReader(ByteBuffer bytes, int start, int end, int headerSize) {
        this.bytes = bytes;
        this.following = start;
        this.end = end;
        this.headerSize = headerSize;
    }

    /** Goes to the next one; false where there is none. */
    public boolean next() throws NetlinkException {
        start = following;
        int left = end - start;
        if (left < headerSize) return false;
        int length = bytes.getShort(start) & 0xffff;
        if (length < headerSize || length > left) {
            throw NetlinkException.malformed("a record claims " + length + " bytes where " + left + " are left");
        }
        stop = start + length;
        following = Math.min(start + NetlinkLayout.align(length), end);
        return true;
    }

    /** The byte at {@code offset} of the fixed header. */
    public int u8(int offset) {
        return bytes.get(start + checked(offset, 1)) & 0xff;
    }

    /** The number at {@code offset} of the fixed header. */
    public int u32(int offset) {
        return bytes.getInt(start + checked(offset, 4));
    }

    private int checked(int offset, int size) {
        if (offset < 0 || offset + size > headerSize) throw new IndexOutOfBoundsException(offset);
        return offset;
    }

    /** The attributes behind the fixed header. */
    public AttributeReader attributes() {
        return new AttributeReader(bytes, start + headerSize, stop);
    }
}
