package io.jlinux.ns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import javax.net.ServerSocketFactory;
import org.jspecify.annotations.Nullable;

/** Server sockets of a network namespace, for libraries that take a factory. */
final class NamespaceServerSocketFactory extends ServerSocketFactory {
    private static final int DEFAULT_BACKLOG = 50;

    private final NamespaceSockets sockets;

    NamespaceServerSocketFactory(NamespaceSockets sockets) {
        this.sockets = sockets;
    }

    @Override
    public ServerSocket createServerSocket() throws IOException {
        return sockets.serverSocket();
    }

    @Override
    public ServerSocket createServerSocket(int port) throws IOException {
        return createServerSocket(port, DEFAULT_BACKLOG, null);
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) throws IOException {
        return createServerSocket(port, backlog, null);
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, @Nullable InetAddress ifAddress) throws IOException {
        InetSocketAddress address = new InetSocketAddress(ifAddress, port);
        ServerSocket socket = sockets.serverSocket();
        try {
            socket.bind(address, backlog);
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }
}
