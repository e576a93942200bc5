package io.jlinux.net.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A cursor over attributes, which never leaves the bytes it was given.
 *
 * <pre>{@code
 * for (AttributeReader a = message.attributes(IFINFOMSG_SIZE); a.next(); ) {
 *     switch (a.type()) { case IFLA_MTU -> mtu = a.u32(); ... }
 * }
 * }</pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/netlink.3.html">netlink(3)</a>
 */
public final class AttributeReader {
    private final ByteBuffer bytes;
    private final int end;
    private int following;
    private int type;
    private int flags;
    private int payload;
    private int payloadEnd;

    AttributeReader(ByteBuffer bytes, int start, int end) {
        this.bytes = bytes;
        this.following = start;
        this.end = end;
    }

    /**
     * Goes to the next attribute; false where there is none. Less than a header of padding at the end is no error, as in
     * the kernel.
     */
    public boolean next() throws NetlinkException {
        int start = following;
        if (end - start < NetlinkLayout.NLATTR_SIZE) return false;
        int length = bytes.getShort(start) & 0xffff;
        if (length < NetlinkLayout.NLATTR_SIZE || length > end - start) {
            throw NetlinkException.malformed(
                    "an attribute claims " + length + " bytes where " + (end - start) + " are left");
        }
        int number = bytes.getShort(start + 2) & 0xffff;
        type = number & NetlinkLayout.NLA_TYPE_MASK;
        flags = number & ~NetlinkLayout.NLA_TYPE_MASK;
        payload = start + NetlinkLayout.NLATTR_SIZE;
        payloadEnd = start + length;
        following = start + NetlinkLayout.align(length); // beyond the end where padding is left out
        return true;
    }

    /** The number of the attribute, without the bits for nested and byte order. */
    public int type() {
        return type;
    }

    int typeAndFlags() {
        return type | flags;
    }

    /** Bytes of payload. */
    public int length() {
        return payloadEnd - payload;
    }

    /** Where the attribute begins, header and all. */
    int start() {
        return payload - NetlinkLayout.NLATTR_SIZE;
    }

    int end() {
        return payloadEnd;
    }

    public int u8() throws NetlinkException {
        return bytes.get(at(0, 1)) & 0xff;
    }

    public int u16() throws NetlinkException {
        return bytes.getShort(at(0, 2)) & 0xffff;
    }

    /** 16 bits in network byte order. */
    public int u16NetworkOrder() throws NetlinkException {
        int value = u16();
        return bytes.order() == ByteOrder.BIG_ENDIAN ? value : Short.reverseBytes((short) value) & 0xffff;
    }

    public int u32() throws NetlinkException {
        return bytes.getInt(at(0, 4));
    }

    public long u64() throws NetlinkException {
        return bytes.getLong(at(0, 8));
    }

    /** 32 bits in network byte order. */
    public int u32NetworkOrder() throws NetlinkException {
        int value = u32();
        return bytes.order() == ByteOrder.BIG_ENDIAN ? value : Integer.reverseBytes(value);
    }

    /** 64 bits in network byte order. */
    public long u64NetworkOrder() throws NetlinkException {
        long value = u64();
        return bytes.order() == ByteOrder.BIG_ENDIAN ? value : Long.reverseBytes(value);
    }

    /** A number whose width is that of the payload: 1, 2, 4 or 8 bytes, as {@code NLA_UINT} is written. */
    public long uint() throws NetlinkException {
        return switch (length()) {
            case 1 -> u8();
            case 2 -> u16();
            case 4 -> u32() & 0xffff_ffffL;
            default -> u64();
        };
    }

    /** The payload as UTF-8, up to its NUL where it has one. */
    public String string() {
        byte[] text = bytes();
        int length = 0;
        while (length < text.length && text[length] != 0) length++;
        return new String(text, 0, length, StandardCharsets.UTF_8);
    }

    public byte[] bytes() {
        return copy(payload, payloadEnd);
    }

    /** {@code length} bytes of the payload from {@code offset}. */
    public byte[] bytes(int offset, int length) throws NetlinkException {
        int from = at(offset, length);
        return copy(from, from + length);
    }

    /** The attributes within this one. */
    public AttributeReader nested() {
        return new AttributeReader(bytes, payload, payloadEnd);
    }

    /** The attributes within this one, behind a fixed header of {@code headerSize} bytes. */
    public AttributeReader nested(int headerSize) throws NetlinkException {
        return new AttributeReader(bytes, at(0, headerSize) + headerSize, payloadEnd);
    }

    /** A payload of records that begin with their own 16-bit length, in a header of {@code headerSize} bytes. */
    public RecordReader records(int headerSize) {
        return new RecordReader(bytes, payload, payloadEnd, headerSize);
    }

    private int at(int offset, int size) throws NetlinkException {
        if (offset < 0 || size < 0 || payloadEnd - payload - offset < size) {
            throw NetlinkException.malformed(
                    "attribute " + type + " has " + length() + " bytes, not " + ((long) offset + size));
        }
        return payload + offset;
    }

    private byte[] copy(int from, int to) {
        byte[] copy = new byte[to - from];
        bytes.get(from, copy);
        return copy;
    }
}
