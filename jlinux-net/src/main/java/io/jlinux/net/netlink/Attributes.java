package io.jlinux.net.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A list of attributes as a value: put together before it is sent, or as it was received. Immutable.
 *
 * <pre>{@code
 * Attributes data = Attributes.NONE.with(IFLA_VLAN_ID, AttributeType.U16, 5);
 * Optional<Integer> id = data.get(IFLA_VLAN_ID, AttributeType.U16);      // 5
 * }</pre>
 *
 * <p>It is kept in the kernel's own form, so that what was received costs a copy and nothing else until it is looked at.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/netlink.3.html">netlink(3)</a>
 */
public final class Attributes {
    public static final Attributes NONE = new Attributes(new byte[0]);

    private static final int MAX_PAYLOAD = 0xffff - NetlinkLayout.NLATTR_SIZE;

    private final byte[] encoded;

    private Attributes(byte[] encoded) {
        this.encoded = encoded;
    }

    /** The attributes within one that was received; of what is malformed {@link #get} and {@link #reader} tell. */
    public static Attributes within(AttributeReader nest) {
        byte[] bytes = nest.bytes();
        return bytes.length == 0 ? NONE : new Attributes(bytes);
    }

    /** All attributes of a message, behind a fixed header of {@code headerSize} bytes; a copy. */
    public static Attributes behind(Message message, int headerSize) throws NetlinkException {
        byte[] bytes = message.tail(headerSize);
        return bytes.length == 0 ? NONE : new Attributes(bytes);
    }

    /**
     * With this value for {@code type}, in the place of the one before.
     *
     * @throws IllegalArgumentException for a value that is out of range, or more than 65531 bytes
     */
    public <T> Attributes with(int type, AttributeType<T> as, T value) {
        return without(type).and(type, as.encode(value));
    }

    /** With one more of {@code type}, behind those that are there: some kinds of attribute may be repeated. */
    public <T> Attributes and(int type, AttributeType<T> as, T value) {
        return and(type, as.encode(value));
    }

    /** With attributes within one. */
    public Attributes with(int type, Attributes nested) {
        return without(type).and(type, nested.encoded);
    }

    /** With one more that holds others. */
    public Attributes and(int type, Attributes nested) {
        return and(type, nested.encoded);
    }

    /** With the same within one that has {@code NLA_F_NESTED}, which newer families insist on. */
    public Attributes andFlagged(int type, Attributes nested) {
        return and(type | NetlinkLayout.NLA_F_NESTED, nested.encoded);
    }

    private Attributes and(int type, byte[] payload) {
        if (type < 0 || type > 0xffff) throw new IllegalArgumentException("attribute " + type);
        if (payload.length > MAX_PAYLOAD) {
            throw new IllegalArgumentException(
                    "an attribute of " + payload.length + " bytes, more than " + MAX_PAYLOAD);
        }
        int start = NetlinkLayout.align(encoded.length);
        int length = NetlinkLayout.NLATTR_SIZE + payload.length;
        byte[] more = Arrays.copyOf(encoded, start + NetlinkLayout.align(length));
        ByteBuffer b = ByteBuffer.wrap(more).order(ByteOrder.nativeOrder());
        b.putShort(start, (short) length).putShort(start + 2, (short) type);
        b.put(start + NetlinkLayout.NLATTR_SIZE, payload);
        return new Attributes(more);
    }

    /** Without those of {@code type}. */
    public Attributes without(int type) {
        Attributes others = NONE;
        boolean found = false;
        try {
            for (AttributeReader a = reader(); a.next(); ) {
                if (a.type() == type) found = true;
                else others = others.and(a.typeAndFlags(), a.bytes());
            }
        } catch (NetlinkException e) {
            throw new IllegalStateException(e);
        }
        return found ? others : this;
    }

    /**
     * The first one of {@code type}; empty where there is none.
     *
     * @throws NetlinkException {@code EBADMSG} when it is malformed, which no kernel sends
     */
    public <T> Optional<T> get(int type, AttributeType<T> as) throws NetlinkException {
        for (AttributeReader a = reader(); a.next(); ) {
            if (a.type() == type) return Optional.of(as.decode(a));
        }
        return Optional.empty();
    }

    /** The attributes within the first one of {@code type}; none where there is none. */
    public Attributes nested(int type) throws NetlinkException {
        for (AttributeReader a = reader(); a.next(); ) {
            if (a.type() == type) return within(a);
        }
        return NONE;
    }

    /** A cursor over them. */
    public AttributeReader reader() {
        return new AttributeReader(ByteBuffer.wrap(encoded).order(ByteOrder.nativeOrder()), 0, encoded.length);
    }

    public boolean isEmpty() {
        return encoded.length == 0;
    }

    byte[] encoded() {
        return encoded;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Attributes o && Arrays.equals(encoded, o.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }

    /** {@code {1=0500, 2=01000000}}: numbers and bytes. */
    @Override
    public String toString() {
        StringBuilder s = new StringBuilder("{");
        try {
            for (AttributeReader a = reader(); a.next(); ) {
                s.append(s.length() == 1 ? "" : ", ").append(a.type()).append('=');
                s.append(HexFormat.of().formatHex(a.bytes()));
            }
        } catch (NetlinkException e) {
            s.append(" malformed");
        }
        return s.append('}').toString();
    }
}
