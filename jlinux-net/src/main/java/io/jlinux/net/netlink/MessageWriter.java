package io.jlinux.net.netlink;

import io.jlinux.sys.raw.NativeBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes netlink messages, one behind the other, into off-heap memory that is used again and grows as needed.
 *
 * <p>Every length is checked: what does not fit into its 16 bits is an {@link IllegalArgumentException}, never a wrapped
 * length. Not thread-safe.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/netlink.3.html">netlink(3)</a>
 */
public final class MessageWriter {
    /** More than any family accepts in one send, and a guard against runaway callers. */
    static final int MAX_SIZE = 16 << 20;

    private static final int MAX_ATTRIBUTE = 0xffff;

    private NativeBuffer buffer;
    private int position;
    private int message = -1;

    public MessageWriter(int capacity) {
        buffer = NativeBuffer.allocate(capacity);
    }

    NativeBuffer buffer() {
        return buffer;
    }

    /** Bytes written so far. */
    public int size() {
        return position;
    }

    /** Forgets all that was written. */
    public void reset() {
        position = 0;
        message = -1;
    }

    /** What was written. */
    public byte[] toBytes() {
        return buffer.get(0, position);
    }

    /** Begins a message: its header, whose length {@link #end()} fills in. */
    public void begin(int type, int flags, int sequence) {
        if (message >= 0) throw new IllegalStateException("the message before is not ended");
        checkRange(type, 0, 0xffff);
        checkRange(flags, 0, 0xffff);
        int start = position;
        u32(0).u16(type).u16(flags).u32(sequence).u32(0);
        message = start;
    }

    /** Ends the message and returns where it began. */
    public int end() {
        int start = message;
        if (start < 0) throw new IllegalStateException("no message was begun");
        buffer.putInt(start, position - start);
        zeroTo(NetlinkLayout.align(position));
        message = -1;
        return start;
    }

    public MessageWriter u8(int value) {
        checkRange(value, 0, 0xff);
        require(1);
        buffer.putByte(position, value);
        position += 1;
        return this;
    }

    public MessageWriter u16(int value) {
        checkRange(value, 0, 0xffff);
        require(2);
        buffer.putShort(position, value);
        position += 2;
        return this;
    }

    public MessageWriter u32(int value) {
        require(4);
        buffer.putInt(position, value);
        position += 4;
        return this;
    }

    public MessageWriter u64(long value) {
        require(8);
        buffer.putLong(position, value);
        position += 8;
        return this;
    }

    /** Bytes as they are, such as a fixed header. */
    public MessageWriter bytes(byte[] value) {
        require(value.length);
        buffer.put(position, value);
        position += value.length;
        return this;
    }

    public MessageWriter attributeU8(int type, int value) {
        checkRange(value, 0, 0xff);
        int at = header(type, 1);
        buffer.putByte(at, value);
        return this;
    }

    public MessageWriter attributeU16(int type, int value) {
        checkRange(value, 0, 0xffff);
        int at = header(type, 2);
        buffer.putShort(at, value);
        return this;
    }

    public MessageWriter attributeU32(int type, int value) {
        int at = header(type, 4);
        buffer.putInt(at, value);
        return this;
    }

    public MessageWriter attributeU64(int type, long value) {
        int at = header(type, 8);
        buffer.putLong(at, value);
        return this;
    }

    /** 16 bits in network byte order. */
    public MessageWriter attributeU16NetworkOrder(int type, int value) {
        checkRange(value, 0, 0xffff);
        return attributeBytes(type, new byte[] {(byte) (value >> 8), (byte) value});
    }

    /** 32 bits in network byte order. */
    public MessageWriter attributeU32NetworkOrder(int type, int value) {
        int at = header(type, 4);
        buffer.putInt(at, ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? value : Integer.reverseBytes(value));
        return this;
    }

    /** 64 bits in network byte order. */
    public MessageWriter attributeU64NetworkOrder(int type, long value) {
        return attributeU64(type, ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? value : Long.reverseBytes(value));
    }

    /** An attribute that says yes by being there. */
    public MessageWriter attributeFlag(int type) {
        header(type, 0);
        return this;
    }

    /** Attributes that were put together before. */
    public MessageWriter attributes(Attributes attributes) {
        return bytes(attributes.encoded());
    }

    /** An attribute that holds others. */
    public MessageWriter attributeNested(int type, Attributes attributes) {
        return attributeBytes(type, attributes.encoded());
    }

    /** A string with its NUL. */
    public MessageWriter attributeString(int type, String value) {
        if (value.indexOf('\0') >= 0) throw new IllegalArgumentException("a NUL within: " + value);
        byte[] b = value.getBytes(StandardCharsets.UTF_8);
        int at = header(type, b.length + 1);
        buffer.put(at, b);
        buffer.putByte(at + b.length, 0);
        return this;
    }

    public MessageWriter attributeBytes(int type, byte[] value) {
        int at = header(type, value.length);
        buffer.put(at, value);
        return this;
    }

    /** Begins an attribute that holds others, and returns a mark for {@link #endNest}. */
    public int beginNest(int type) {
        checkRange(type, 0, 0xffff);
        int start = position;
        u16(NetlinkLayout.NLATTR_SIZE).u16(type);
        return start;
    }

    /** The same with {@code NLA_F_NESTED}, which newer families insist on. */
    public int beginFlaggedNest(int type) {
        return beginNest(type | NetlinkLayout.NLA_F_NESTED);
    }

    /** Begins a record that starts with its own 16-bit length, which {@link #endNest} fills in. */
    public int beginRecord() {
        int start = position;
        u16(0);
        return start;
    }

    public void endNest(int start) {
        int length = position - start;
        if (length > MAX_ATTRIBUTE) {
            throw new IllegalArgumentException("nested attributes of " + length + " bytes, more than 65535");
        }
        buffer.putShort(start, length);
    }

    /** Writes the header and zeroes the padding; returns where the payload goes. */
    private int header(int type, int payload) {
        int length = NetlinkLayout.NLATTR_SIZE + payload;
        if (length > MAX_ATTRIBUTE) {
            throw new IllegalArgumentException("an attribute of " + payload + " bytes, more than 65531");
        }
        checkRange(type, 0, 0xffff);
        int start = position;
        int padded = NetlinkLayout.align(length);
        require(padded);
        buffer.putInt(start + padded - 4, 0);
        buffer.putShort(start, length);
        buffer.putShort(start + 2, type);
        position = start + padded;
        return start + NetlinkLayout.NLATTR_SIZE;
    }

    private void zeroTo(int to) {
        require(to - position);
        while (position < to) buffer.putByte(position++, 0);
    }

    private void require(int more) {
        int needed = position + more;
        if (needed <= buffer.size()) return;
        if (needed > MAX_SIZE) throw new IllegalArgumentException("a request of more than " + MAX_SIZE + " bytes");
        NativeBuffer larger = NativeBuffer.allocate(Math.min(MAX_SIZE, Math.max(needed, buffer.size() * 2)));
        larger.put(0, buffer.get(0, position));
        buffer = larger;
    }

    private static void checkRange(int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(value + " is not in " + min + ".." + max);
        }
    }
}
