package io.jlinux.net.container;

import io.jlinux.ns.NamespaceHandle;
import io.jlinux.ns.NamespaceSockets;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Ports of the host that are forwarded, kept by sockets that are bound to them and nothing else: so nobody else gets them, in no
 * process, and one that is taken is told at once. Packets are translated before they would reach such a socket.
 */
final class PortReservation implements AutoCloseable {
    /** What this JVM keeps. */
    private static final Set<Key> HELD = ConcurrentHashMap.newKeySet();

    /** A port of a network namespace. */
    private record Key(long namespace, ForwardedPort.Protocol protocol, int port) {
        static Key of(NamespaceHandle host, ForwardedPort forward) {
            return new Key(host.id(), forward.protocol(), forward.hostPort());
        }
    }

    private final List<Closeable> sockets = new ArrayList<>();
    private final List<Key> keys = new ArrayList<>();

    private PortReservation() {}

    /** Whether this JVM keeps the port for a container. */
    static boolean isHeld(NamespaceHandle host, ForwardedPort forward) {
        return HELD.contains(Key.of(host, forward));
    }

    /**
     * Keeps these ports.
     *
     * @throws LinuxException {@code EADDRINUSE} when one is taken, {@code EADDRNOTAVAIL} for an address that is not the host's,
     *     {@code EACCES} for a low port without {@code CAP_NET_BIND_SERVICE}
     */
    static PortReservation of(NamespaceHandle host, List<ForwardedPort> forwards) throws IOException {
        PortReservation reservation = new PortReservation();
        try {
            for (ForwardedPort forward : forwards) {
                reservation.sockets.add(bind(host, forward));
                Key key = Key.of(host, forward);
                if (HELD.add(key)) reservation.keys.add(key);
            }
            return reservation;
        } catch (IOException | RuntimeException e) {
            reservation.close();
            throw e;
        }
    }

    private static Closeable bind(NamespaceHandle host, ForwardedPort forward) throws IOException {
        InetAddress address = forward.hostAddress().orElse(null);
        try {
            return bind(host, forward.protocol(), new InetSocketAddress(address, forward.hostPort()));
        } catch (BindException e) {
            boolean denied = String.valueOf(e.getMessage()).contains("ermission denied");
            LinuxException refusal = denied ? denied(forward) : refusal(host, forward, address);
            refusal.initCause(e);
            throw refusal;
        }
    }

    private static Closeable bind(NamespaceHandle host, ForwardedPort.Protocol protocol, SocketAddress where)
            throws IOException {
        NamespaceSockets sockets = NamespaceSockets.of(host);
        if (protocol == ForwardedPort.Protocol.UDP) {
            DatagramSocket socket = sockets.datagramSocket();
            return bound(socket, () -> socket.bind(where));
        }
        Socket socket = sockets.socket();
        return bound(socket, () -> socket.bind(where)); // without listening, nobody can connect to it
    }

    private static Closeable bound(Closeable socket, Undo.Action bind) throws IOException {
        try {
            bind.run();
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** The JDK tells reasons in words only. */
    private static LinuxException refusal(NamespaceHandle host, ForwardedPort forward, @Nullable InetAddress address)
            throws IOException {
        Errno errno = Errno.EADDRINUSE;
        String detail = "port " + forward.hostPort() + "/" + forward.protocol() + " of the host is in use";
        try {
            bind(host, forward.protocol(), new InetSocketAddress(address, 0)).close();
        } catch (BindException e) {
            errno = Errno.EADDRNOTAVAIL;
            detail = "the host does not have the address";
        }
        return new LinuxException(
                "forward port", forward.toString(), errno.number(), detail, hint(errno, forward.hostPort()));
    }

    private static LinuxException denied(ForwardedPort forward) {
        String detail = "it needs CAP_NET_BIND_SERVICE, or a lower sysctl net.ipv4.ip_unprivileged_port_start";
        return new LinuxException("forward port", forward.toString(), Errno.EACCES.number(), detail);
    }

    private static @Nullable String hint(Errno errno, int port) {
        if (errno != Errno.EADDRINUSE) return null;
        return "'ss -tulnp sport = :" + port + "' shows the program; another container may have it, too";
    }

    @Override
    public void close() throws IOException {
        keys.forEach(HELD::remove);
        for (Closeable socket : sockets) socket.close();
    }
}
