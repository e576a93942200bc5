package io.jlinux.net.netlink;

import java.nio.ByteBuffer;
import java.util.NoSuchElementException;

/**
 * A cursor over the messages of one datagram.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/netlink.3.html">netlink(3)</a>
 */
public final class MessageReader {
    private final ByteBuffer bytes;
    private final int end;
    private int position;

    /** The first {@code length} bytes of {@code bytes}, whose byte order must be the machine's. */
    public MessageReader(ByteBuffer bytes, int length) {
        if (length > bytes.capacity()) throw new IllegalArgumentException(length + " of " + bytes.capacity());
        this.bytes = bytes;
        this.end = length;
    }

    public boolean hasNext() {
        return position < end;
    }

    /**
     * The next message.
     *
     * @throws NetlinkException when the bytes that are left are none
     */
    public Message next() throws NetlinkException {
        int left = end - position;
        if (left <= 0) throw new NoSuchElementException();
        if (left < NetlinkLayout.NLMSGHDR_SIZE) {
            throw NetlinkException.malformed(left + " bytes where a message of at least 16 begins");
        }
        int length = bytes.getInt(position);
        if (length < NetlinkLayout.NLMSGHDR_SIZE || length > left) {
            throw NetlinkException.malformed("a message claims " + length + " bytes where " + left + " are left");
        }
        Message message = new Message(bytes, position, position + length);
        position += Math.min(NetlinkLayout.align(length), left);
        return message;
    }
}
