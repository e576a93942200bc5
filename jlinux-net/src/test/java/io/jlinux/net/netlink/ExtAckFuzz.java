package io.jlinux.net.netlink;

import io.jlinux.net.wire.RtNames;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Extended ACKs for tests of other packages. */
public final class ExtAckFuzz {
    private ExtAckFuzz() {}

    /** Reads {@code message} as an error and resolves it against a request of any bytes. */
    public static Object decode(Message message, byte[] request) throws NetlinkException {
        ExtAck ack = ExtAck.ofError(message);
        ByteBuffer sent = ByteBuffer.wrap(request).order(ByteOrder.nativeOrder());
        String attribute = ack.attribute(RtNames.LINK, sent);
        return String.valueOf(ack.detail(attribute));
    }

    /** The same bytes as a message of another type. */
    public static Message as(Message message, int type) {
        byte[] tail;
        try {
            tail = message.tail(0);
        } catch (NetlinkException e) {
            throw new IllegalStateException(e);
        }
        ByteBuffer b = ByteBuffer.allocate(16 + tail.length).order(ByteOrder.nativeOrder());
        b.putInt(0, b.capacity()).putShort(4, (short) type).putShort(6, (short) message.flags());
        b.put(16, tail);
        return new Message(b, 0, b.capacity());
    }

    /** Reads it as the description of a generic family. */
    public static Object family(Message message) throws NetlinkException {
        return GenericFamily.decode(message);
    }
}
