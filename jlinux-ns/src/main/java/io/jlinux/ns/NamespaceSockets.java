package io.jlinux.ns;

import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;

/**
 * Java sockets of a network namespace, for use from any thread, virtual ones included.
 *
 * <p>A socket belongs to the network namespace in which its descriptor was made, for ever; which thread binds, connects or
 * reads it later does not matter, and what a listening socket accepts is in its namespace, too. So these are made on a thread
 * that is in the namespace, and the JDK is asked for something that makes it create the descriptor at once.
 *
 * <pre>{@code
 * NamespaceSockets inside = NamespaceSockets.of(box.namespace(Namespace.NET));
 * try (Socket s = inside.socket()) {
 *     s.connect(new InetSocketAddress("127.0.0.1", 80));
 * }
 * }</pre>
 *
 * <p>Names are looked up by the calling thread, with the JVM's own resolver: give addresses where the namespace has other name
 * servers. An API that makes its sockets itself is called inside: {@code handle.call(() -> HttpServer.create(address, 0))}
 * makes a server that {@code start()} then runs from here. Interfaces for multicast must be given by the index that they have
 * inside; {@link java.net.NetworkInterface} lists those of the main thread's namespace.
 *
 * <p>Whether there is IPv6 at all the JDK asks once, in the namespace of the main thread. Sockets keep their namespace alive
 * until they are closed. Thread-safe; borrows the handle, which must be open when sockets are made.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/network_namespaces.7.html">network_namespaces(7)</a>
 */
public final class NamespaceSockets {
    private final NamespaceCall inside;

    private NamespaceSockets(NamespaceCall inside) {
        this.inside = inside;
    }

    /**
     * For sockets in this namespace.
     *
     * @throws IllegalArgumentException when it is not a network namespace
     */
    public static NamespaceSockets of(NamespaceHandle net) {
        if (net.kind() != Namespace.NET) throw new IllegalArgumentException("not a network namespace: " + net);
        return new NamespaceSockets(NamespaceCall.in(net));
    }

    /** A socket that is neither bound nor connected, without a proxy. */
    public Socket socket() throws IOException {
        return create(() -> new Socket(Proxy.NO_PROXY), Socket::getReuseAddress);
    }

    /** A server socket that is not bound yet. */
    public ServerSocket serverSocket() throws IOException {
        return create(ServerSocket::new, ServerSocket::getReuseAddress);
    }

    /** A datagram socket that is not bound yet. */
    public DatagramSocket datagramSocket() throws IOException {
        return create(() -> new DatagramSocket((SocketAddress) null), DatagramSocket::getReuseAddress);
    }

    /** A channel that is neither bound nor connected. */
    public SocketChannel socketChannel() throws IOException {
        return inside.call(SocketChannel::open);
    }

    /** A server's channel that is not bound yet. */
    public ServerSocketChannel serverSocketChannel() throws IOException {
        return inside.call(ServerSocketChannel::open);
    }

    /** A datagram channel that is neither bound nor connected. */
    public DatagramChannel datagramChannel() throws IOException {
        return inside.call(DatagramChannel::open);
    }

    /** What makes {@link #socket()}s, for libraries that take a factory. */
    public SocketFactory socketFactory() {
        return new NamespaceSocketFactory(this);
    }

    /** What makes {@link #serverSocket()}s, for libraries that take a factory. */
    public ServerSocketFactory serverSocketFactory() {
        return new NamespaceServerSocketFactory(this);
    }

    @FunctionalInterface
    private interface Question<S> {
        boolean ask(S socket) throws IOException;
    }

    /** The descriptor is made when the first option is asked for, if not before. */
    private <S extends Closeable> S create(NamespaceCall.Action<S, IOException> maker, Question<S> question)
            throws IOException {
        return inside.call(() -> {
            S socket = maker.call();
            try {
                question.ask(socket);
                return socket;
            } catch (IOException | RuntimeException e) {
                socket.close();
                throw e;
            }
        });
    }
}
