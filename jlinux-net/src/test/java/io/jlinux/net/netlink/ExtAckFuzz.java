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
}
