package io.jlinux.examples.namespaces;

import io.jlinux.net.Cidr;
import io.jlinux.net.Veth;
import io.jlinux.net.VethSpec;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.ns.NamespaceScope;
import io.jlinux.ns.NetworkNamespacePool;
import io.jlinux.ns.NetworkPoolOptions;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Networking between two namespaces: a veth pair with one end in each, and a Java socket in each that talk over it. A socket
 * belongs to the namespace in which it was opened; after that it can be used from anywhere.
 *
 * <p>Needs root: only a child, not a JVM, can enter a user namespace, and this thread enters network namespaces.
 */
public final class TwoNetworks {
    private TwoNetworks() {}

    public static void main(String[] args) throws IOException {
        try (NetworkNamespacePool pool = NetworkNamespacePool.create(NetworkPoolOptions.ofSize(2));
                NamespaceHandle left = pool.take();
                NamespaceHandle right = pool.take()) {
            connect(left, right);
        } catch (LinuxException e) {
            if (e.errno() != Errno.EPERM) throw e;
            System.out.println("This example needs root. " + e.getMessage());
        }
    }

    private static void connect(NamespaceHandle left, NamespaceHandle right) throws IOException {
        System.out.printf("two network namespaces: left and right, different: %b%n", left.id() != right.id());
        VethSpec spec = VethSpec.of("to-right", "to-left")
                .namespace(left)
                .address(Cidr.of("10.7.0.1/24"))
                .peerNamespace(right)
                .peerAddress(Cidr.of("10.7.0.2/24"))
                .up();
        InetAddress there = InetAddress.getByName("10.7.0.2");
        try (Veth veth = Veth.create(spec);
                ServerSocket server = listen(right, there);
                Socket client = connect(left, there, server.getLocalPort());
                Socket accepted = server.accept()) {
            System.out.printf("%s is on the left; here: %s%n", veth.name(), NetworkInterface.getByName(veth.name()));
            System.out.println(
                    "accepted on the right, from " + accepted.getInetAddress().getHostAddress());
            client.getOutputStream().write("hello from the left".getBytes(StandardCharsets.UTF_8));
            client.shutdownOutput();
            String heard = new String(accepted.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            System.out.println("heard on the right: " + heard);
        }
    }

    @SuppressWarnings("try") // the scope is the point
    private static ServerSocket listen(NamespaceHandle where, InetAddress address) throws IOException {
        try (NamespaceScope inside = where.enter()) {
            return new ServerSocket(0, 1, address);
        }
    }

    @SuppressWarnings("try") // the scope is the point
    private static Socket connect(NamespaceHandle from, InetAddress address, int port) throws IOException {
        try (NamespaceScope inside = from.enter()) {
            return new Socket(address, port);
        }
    }
}
