package io.jlinux.net.container;

import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.NFTABLES;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.net.Cidr;
import io.jlinux.net.Links;
import io.jlinux.net.Route;
import io.jlinux.net.Routes;
import io.jlinux.net.Veth;
import io.jlinux.net.VethSpec;
import io.jlinux.net.nftables.Nftables;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.ns.NamespaceSockets;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Containers and the outside.
 *
 * <pre>
 *   outside 192.0.2.2 ── wan ── 192.0.2.1 here 10.7.0.1 ── jl0 ── container
 * </pre>
 */
@Requires({ROOT, NFTABLES})
@InNamespace(NET)
@NoLeaks
@Timeout(120)
class NatTest {
    private static final InetAddress HOST = Cidr.address("192.0.2.1");
    private static final InetAddress OUTSIDE = Cidr.address("192.0.2.2");
    private static final int PATIENCE = 20_000;

    @TempDir
    Path directory;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private NamespaceHandle here;
    private Box outside;
    private Box box;
    private Veth wan;

    @BeforeEach
    void begin() throws Exception {
        here = Namespace.NET.current();
        Links.loopback().up();
        outside = Box.create();
        box = Box.create();
        wan = Veth.create(VethSpec.of("wan", "eth0")
                .address(new Cidr(HOST, 24))
                .address(Cidr.of("2001:db8::1/64"))
                .peerNamespace(outside.handle())
                .peerAddress(new Cidr(OUTSIDE, 24))
                .peerAddress(Cidr.of("2001:db8::2/64"))
                .up());
        Routes.here().add(Route.defaultVia(OUTSIDE));
    }

    @AfterEach
    void end() throws Exception {
        threads.shutdownNow();
        assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        wan.close();
        box.close();
        outside.close();
        here.close();
    }

    private ContainerNetwork network(String name, String... subnets) throws IOException {
        Cidr[] cidrs = new Cidr[subnets.length];
        for (int i = 0; i < subnets.length; i++) cidrs[i] = Cidr.of(subnets[i]);
        return ContainerNetwork.bridge(BridgeNetworkSpec.of(name, cidrs).directory(directory));
    }

    private int tables() throws IOException {
        try (Nftables nft = Nftables.in(here)) {
            return nft.tables().size();
        }
    }

    @Test
    void aContainerReachesTheOutsideByTheAddressOfTheHost() throws Exception {
        try (ContainerNetwork network = network("jl0", "10.7.0.0/24", "fd00:7::/64")) {
            network.attach(box.handle());
            box.reaches(OUTSIDE);
            box.reaches(Cidr.address("2001:db8::2"));
            try (ServerSocket server = NamespaceSockets.of(outside.handle()).serverSocket();
                    Socket client = NamespaceSockets.of(box.handle()).socket()) {
                server.bind(new InetSocketAddress(OUTSIDE, 80));
                client.connect(new InetSocketAddress(OUTSIDE, 80), PATIENCE);
                try (Socket accepted = server.accept()) {
                    assertThat(accepted.getInetAddress()).isEqualTo(HOST);
                }
            }
            assertThat(NetworkDoctor.here().container(box.handle()).examine().findings())
                    .allSatisfy(f -> assertThat(f.state()).as(f.toString()).isEqualTo(io.jlinux.doctor.State.OK));
        }
        assertThat(tables()).isZero();
    }

    @Test
    void aContainerIsReachedByForwardedPortsOverTcpAndUdp() throws Exception {
        AttachOptions options =
                AttachOptions.of("web").forward(ForwardedPort.tcp(8080, 80)).forward(ForwardedPort.udp(5353, 53));
        try (ContainerNetwork network = network("jl0", "10.7.0.0/24");
                ServerSocket tcp = NamespaceSockets.of(box.handle()).serverSocket();
                DatagramSocket udp = NamespaceSockets.of(box.handle()).datagramSocket()) {
            Attachment attachment = network.attach(box.handle(), options);
            tcp.bind(new InetSocketAddress(80));
            udp.bind(new InetSocketAddress(53));
            Future<?> server = threads.submit(() -> greet(tcp, 3));
            Future<?> echo = threads.submit(() -> answer(udp, 2));
            assertThat(read(outside.handle(), HOST, 8080)).isEqualTo("hello 192.0.2.2");
            assertThat(read(here, HOST, 8080)).startsWith("hello ");
            assertThat(read(here, Cidr.address("127.0.0.1"), 8080)).startsWith("hello ");
            assertThat(ask(outside.handle(), HOST, 5353)).isEqualTo("192.0.2.2");
            assertThat(ask(here, HOST, 5353)).isNotEmpty();
            server.get(PATIENCE, TimeUnit.MILLISECONDS);
            echo.get(PATIENCE, TimeUnit.MILLISECONDS);
            attachment.close();
            assertThatThrownBy(() -> read(outside.handle(), HOST, 8080)).isInstanceOf(IOException.class);
        }
        assertThat(tables()).isZero();
    }

    @Test
    void theContainerItselfAndItsNeighboursReachItByTheHost() throws Exception {
        try (ContainerNetwork network = network("jl0", "10.7.0.0/24");
                Box neighbour = Box.create();
                ServerSocket tcp = NamespaceSockets.of(box.handle()).serverSocket()) {
            network.attach(box.handle(), AttachOptions.of("web").forward(ForwardedPort.tcp(8080, 80)));
            network.attach(neighbour.handle(), AttachOptions.of("neighbour"));
            tcp.bind(new InetSocketAddress(80));
            Future<?> server = threads.submit(() -> greet(tcp, 2));
            assertThat(read(box.handle(), HOST, 8080)).startsWith("hello ");
            assertThat(read(neighbour.handle(), HOST, 8080)).startsWith("hello ");
            server.get(PATIENCE, TimeUnit.MILLISECONDS);
        }
    }

    @Test
    void othersReachNothingThatIsNotForwarded() throws Exception {
        try (ContainerNetwork first = network("jl0", "10.7.0.0/24");
                ContainerNetwork second = network("jl1", "10.8.0.0/24");
                Box stranger = Box.create()) {
            Attachment one = first.attach(box.handle());
            second.attach(stranger.handle());
            Routes.in(outside.handle()).add(Route.to(Cidr.of("10.7.0.0/24")).via(HOST));
            stranger.reaches(OUTSIDE);
            stranger.doesNotReach(one.address());
            outside.doesNotReach(one.address());
            box.reaches(OUTSIDE);
        }
        BridgeNetworkSpec open = BridgeNetworkSpec.of("jl0", Cidr.of("10.7.0.0/24"))
                .isolated(false)
                .masquerade(false)
                .directory(directory);
        try (ContainerNetwork network = ContainerNetwork.bridge(open);
                Box other = Box.create()) {
            Attachment attachment = network.attach(other.handle());
            outside.reaches(attachment.address());
        }
    }

    @Test
    void aPortIsForwardedOnce() throws Exception {
        AttachOptions options = AttachOptions.of("web").forward(ForwardedPort.tcp(8080, 80));
        try (ContainerNetwork first = network("jl0", "10.7.0.0/24");
                ContainerNetwork second = network("jl1", "10.8.0.0/24");
                Box other = Box.create()) {
            Attachment attachment = first.attach(box.handle(), options);
            assertThatExceptionOfType(LinuxException.class)
                    .isThrownBy(() -> second.attach(other.handle(), options))
                    .matches(e -> e.errno() == Errno.EADDRINUSE)
                    .withMessageContaining("forward port 8080:80/tcp");
            attachment.close();
            assertThat(second.attach(other.handle(), options).info().forwards()).hasSize(1);
        }
    }

    @Test
    void theBridgeOfTwoNetworksHasTheForwardsOfBoth() throws Exception {
        try (ContainerNetwork first = network("jl0", "10.7.0.0/24");
                ContainerNetwork second = network("jl0", "10.7.0.0/24");
                Box other = Box.create();
                ServerSocket tcp = NamespaceSockets.of(other.handle()).serverSocket()) {
            first.attach(box.handle(), AttachOptions.of("a").forward(ForwardedPort.tcp(8080, 80)));
            second.attach(other.handle(), AttachOptions.of("b").forward(ForwardedPort.tcp(8081, 80)));
            first.close();
            tcp.bind(new InetSocketAddress(80));
            Future<?> server = threads.submit(() -> greet(tcp, 2));
            assertThat(read(outside.handle(), HOST, 8081)).startsWith("hello ");
            assertThat(read(here, Cidr.address("127.0.0.1"), 8081)).startsWith("hello ");
            server.get(PATIENCE, TimeUnit.MILLISECONDS);
        }
        assertThat(tables()).isZero();
    }

    private static Void greet(ServerSocket server, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            try (Socket s = server.accept()) {
                String text = "hello " + s.getInetAddress().getHostAddress();
                s.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            }
        }
        return null;
    }

    private static Void answer(DatagramSocket server, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            DatagramPacket packet = new DatagramPacket(new byte[100], 100);
            server.receive(packet);
            byte[] from = packet.getAddress().getHostAddress().getBytes(StandardCharsets.UTF_8);
            server.send(new DatagramPacket(from, from.length, packet.getSocketAddress()));
        }
        return null;
    }

    private static String read(NamespaceHandle from, InetAddress host, int port) throws IOException {
        try (Socket client = NamespaceSockets.of(from).socket()) {
            client.setSoTimeout(PATIENCE);
            client.connect(new InetSocketAddress(host, port), PATIENCE);
            return new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String ask(NamespaceHandle from, InetAddress host, int port) throws IOException {
        try (DatagramSocket client = NamespaceSockets.of(from).datagramSocket()) {
            client.setSoTimeout(PATIENCE);
            client.connect(new InetSocketAddress(host, port));
            client.send(new DatagramPacket(new byte[] {1}, 1));
            DatagramPacket answer = new DatagramPacket(new byte[100], 100);
            client.receive(answer);
            return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8);
        }
    }
}
