package io.jlinux.net.firewall;

import io.jlinux.net.Bridge;
import io.jlinux.net.BridgePort;
import io.jlinux.net.BridgeSpec;
import io.jlinux.net.Cidr;
import io.jlinux.net.LinkChange;
import io.jlinux.net.Links;
import io.jlinux.net.Network;
import io.jlinux.net.Veth;
import io.jlinux.net.VethSpec;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.ns.NamespaceSockets;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * <pre>
 *   inside  10.7.0.2 ─┐
 *                     ├─ jl0 10.7.0.1 (router, this thread's namespace) 192.0.2.1 ── 192.0.2.2 outside
 *   other   10.7.0.3 ─┘
 * </pre>
 *
 * and the same in fd00:7::/64 and 2001:db8::/64. Nothing outside knows the way to 10.7.0.0/24.
 */
final class ThreeNetworks implements AutoCloseable {
    static final Cidr NETWORK = Cidr.of("10.7.0.0/24");
    static final Cidr NETWORK6 = Cidr.of("fd00:7::/64");
    static final InetAddress INSIDE = Cidr.address("10.7.0.2");
    static final InetAddress INSIDE6 = Cidr.address("fd00:7::2");
    static final InetAddress OTHER = Cidr.address("10.7.0.3");
    static final InetAddress ROUTER = Cidr.address("192.0.2.1");
    static final InetAddress ROUTER_TOO = Cidr.address("192.0.2.9");
    static final InetAddress ROUTER6 = Cidr.address("2001:db8::1");
    static final InetAddress OUTSIDE = Cidr.address("192.0.2.2");
    static final InetAddress OUTSIDE6 = Cidr.address("2001:db8::2");
    static final String BRIDGE = "jl0";
    static final String UPLINK = "up0";

    /** For what arrives. */
    private static final int PATIENCE = Boolean.getBoolean("jlinux.vm") ? 30_000 : 10_000;

    /** For what does not arrive. */
    private static final int NEVER = Boolean.getBoolean("jlinux.vm") ? 2_000 : 400;

    final NamespaceHandle router;
    final NamespaceHandle inside;
    final NamespaceHandle other;
    final NamespaceHandle outside;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    ThreeNetworks() throws Exception {
        try {
            router = keep(Namespace.NET.current());
            inside = keep(Namespace.NET.create());
            other = keep(Namespace.NET.create());
            outside = keep(Namespace.NET.create());
            for (NamespaceHandle ns : new NamespaceHandle[] {router, inside, other, outside}) {
                ns.call(() -> {
                    write("/proc/sys/net/ipv6/conf/all/accept_dad", "0");
                    write("/proc/sys/net/ipv6/conf/default/accept_dad", "0");
                    return null;
                });
                try (Network network = Network.in(ns)) {
                    network.links().device("lo").up();
                }
            }
            write("/proc/sys/net/ipv4/ip_forward", "1");
            write("/proc/sys/net/ipv6/conf/all/forwarding", "1");
            Bridge bridge = keep(Bridge.create(BridgeSpec.of(BRIDGE)
                    .address(Cidr.of("10.7.0.1/24"))
                    .address(Cidr.of("fd00:7::1/64"))
                    .up()));
            box(bridge, "in0", inside, "2");
            box(bridge, "in1", other, "3");
            keep(Veth.create(VethSpec.of(UPLINK, "eth0")
                    .address(Cidr.of("192.0.2.1/24"))
                    .address(Cidr.of("192.0.2.9/24"))
                    .address(Cidr.of("2001:db8::1/64"))
                    .peerNamespace(outside)
                    .peerAddress(Cidr.of("192.0.2.2/24"))
                    .peerAddress(Cidr.of("2001:db8::2/64"))
                    .up()));
            Links.here().device(BRIDGE).up();
        } catch (Exception | AssertionError e) {
            close();
            throw e;
        }
    }

    private void box(Bridge bridge, String port, NamespaceHandle namespace, String host) throws Exception {
        Veth veth = keep(Veth.create(VethSpec.of(port, "eth0")
                .master(bridge)
                .peerNamespace(namespace)
                .peerAddress(Cidr.of("10.7.0." + host + "/24"))
                .peerAddress(Cidr.of("fd00:7::" + host + "/64"))
                .peerGateway(Cidr.address("10.7.0.1"))
                .peerGateway(Cidr.address("fd00:7::1"))
                .up()));
        veth.device().change(LinkChange.NONE.port(BridgePort.HAIRPIN, true)); // for kernels with br_netfilter
    }

    private <T extends AutoCloseable> T keep(T resource) {
        open.push(resource);
        return resource;
    }

    static void write(String path, String text) throws IOException {
        Files.writeString(Path.of(path), text);
    }

    static String read(String path) throws IOException {
        return Files.readString(Path.of(path)).strip();
    }

    static ServerSocket listen(NamespaceHandle namespace, int port) throws IOException {
        ServerSocket server = NamespaceSockets.of(namespace).serverSocket();
        server.bind(new InetSocketAddress(port));
        server.setSoTimeout(PATIENCE);
        return server;
    }

    /** Who a server sees when a client from {@code from} connects to an address, and that both hear each other. */
    static InetAddress connect(NamespaceHandle from, InetAddress to, int port, ServerSocket server) throws IOException {
        try (Socket client = NamespaceSockets.of(from).socket()) {
            client.connect(new InetSocketAddress(to, port), PATIENCE);
            try (Socket accepted = server.accept()) {
                client.getOutputStream().write(42);
                accepted.getOutputStream().write(accepted.getInputStream().read() + 1);
                client.setSoTimeout(PATIENCE);
                if (client.getInputStream().read() != 43) throw new IOException("the answer is lost");
                return accepted.getInetAddress();
            }
        }
    }

    /** Whether nobody answers, or it is refused. */
    static boolean isClosed(NamespaceHandle from, InetAddress to, int port) throws IOException {
        try (Socket client = NamespaceSockets.of(from).socket()) {
            client.connect(new InetSocketAddress(to, port), NEVER);
            return false;
        } catch (java.net.ConnectException | SocketTimeoutException | java.net.NoRouteToHostException e) {
            return true;
        }
    }

    static DatagramSocket datagrams(NamespaceHandle namespace, int port) throws IOException {
        DatagramSocket socket = NamespaceSockets.of(namespace).datagramSocket();
        socket.bind(new InetSocketAddress(port));
        return socket;
    }

    static void send(DatagramSocket from, InetAddress to, int port, String text) throws IOException {
        byte[] b = text.getBytes(StandardCharsets.US_ASCII);
        from.send(new DatagramPacket(b, b.length, to, port));
    }

    /** Who sent what arrives; null for nobody. */
    @org.jspecify.annotations.Nullable
    static InetSocketAddress receive(DatagramSocket at, String expected, boolean arrives) throws IOException {
        at.setSoTimeout(arrives ? PATIENCE : NEVER);
        byte[] b = new byte[64];
        DatagramPacket packet = new DatagramPacket(b, b.length);
        try {
            while (true) {
                at.receive(packet);
                String text = new String(b, 0, packet.getLength(), StandardCharsets.US_ASCII);
                if (text.equals(expected)) return (InetSocketAddress) packet.getSocketAddress();
                packet.setLength(b.length);
            }
        } catch (SocketTimeoutException e) {
            return null;
        }
    }

    @Override
    public void close() throws Exception {
        Exception first = null;
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                if (first == null) first = e;
            }
        }
        if (first != null) throw first;
    }
}
