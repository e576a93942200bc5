package io.jlinux.net.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One netlink message, a window on received bytes: valid until the socket receives again, unless it was {@link #copy}ed.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/netlink.7.html">netlink(7)</a>
 */
public final class Message {
    private final ByteBuffer bytes;
    private final int start;
    private final int end;

    /** The bounds have been checked: {@code end} - {@code start} is at least a header. */
    Message(ByteBuffer bytes, int start, int end) {
        this.bytes = bytes;
        this.start = start;
        this.end = end;
    }

    public int type() {
        return bytes.getShort(start + NetlinkLayout.NLMSGHDR_TYPE) & 0xffff;
    }

    public int flags() {
        return bytes.getShort(start + NetlinkLayout.NLMSGHDR_FLAGS) & 0xffff;
    }

    public int sequence() {
        return bytes.getInt(start + NetlinkLayout.NLMSGHDR_SEQ);
    }

    /** The netlink port that this is for; the kernel puts the requester's into its replies. */
    public int port() {
        return bytes.getInt(start + NetlinkLayout.NLMSGHDR_PID);
    }

    /** Bytes behind the header. */
    public int length() {
        return end - start - NetlinkLayout.NLMSGHDR_SIZE;
    }

    /** The byte at {@code offset} behind the header. */
    public int u8(int offset) throws NetlinkException {
        return bytes.get(at(offset, 1)) & 0xff;
    }

    public int u16(int offset) throws NetlinkException {
        return bytes.getShort(at(offset, 2)) & 0xffff;
    }

    public int u32(int offset) throws NetlinkException {
        return bytes.getInt(at(offset, 4));
    }

    /** The attributes behind a fixed header of {@code headerSize} bytes. */
    public AttributeReader attributes(int headerSize) throws NetlinkException {
        return new AttributeReader(bytes, at(0, headerSize) + NetlinkLayout.align(headerSize), end);
    }

    /** A copy of what is behind a fixed header of {@code headerSize} bytes. */
    byte[] tail(int headerSize) throws NetlinkException {
        int from = Math.min(at(0, headerSize) + NetlinkLayout.align(headerSize), end);
        byte[] copy = new byte[end - from];
        bytes.get(from, copy);
        return copy;
    }

    /** The same message in memory of its own. */
    public Message copy() {
        byte[] copy = new byte[end - start];
        bytes.get(start, copy);
        return new Message(ByteBuffer.wrap(copy).order(ByteOrder.nativeOrder()), 0, copy.length);
    }

    private int at(int offset, int size) throws NetlinkException {
        if (length() - offset < size) {
            throw NetlinkException.malformed(
                    "message of type " + type() + " has " + length() + " bytes, not " + ((long) offset + size));
        }
        return start + NetlinkLayout.NLMSGHDR_SIZE + offset;
    }
}
