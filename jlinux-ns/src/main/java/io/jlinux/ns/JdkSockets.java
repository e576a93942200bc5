package io.jlinux.ns;

import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * Has the JDK make the sockets that it keeps for itself before a thread enters another network namespace: its first channel
 * comes with a socket for closing others, which would keep the namespace that it was made in until the JVM ends.
 */
final class JdkSockets {
    private static final class Holder {
        static final boolean PREPARED = prepare();
    }

    private JdkSockets() {}

    /** To be called outside; does something only once. */
    static boolean prepared() {
        return Holder.PREPARED;
    }

    private static boolean prepare() {
        try (SocketChannel stream = SocketChannel.open();
                ServerSocketChannel server = ServerSocketChannel.open();
                DatagramChannel datagram = DatagramChannel.open()) {
            return stream.isOpen() && server.isOpen() && datagram.isOpen();
        } catch (IOException e) {
            // no descriptors, or no such sockets here: those inside will tell
            return false;
        }
    }
}
