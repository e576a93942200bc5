package io.jlinux.net.container;

import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.NFT;
import static io.jlinux.testkit.Requirement.NFTABLES;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.jlinux.net.Cidr;
import io.jlinux.net.Links;
import io.jlinux.net.Route;
import io.jlinux.net.Routes;
import io.jlinux.net.Veth;
import io.jlinux.net.VethSpec;
import io.jlinux.net.firewall.Repair;
import io.jlinux.net.nftables.Nftables;
import io.jlinux.net.tool.NftTool;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.ns.NamespaceSockets;
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
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A firewall that is loaded anew flushes the rules of container networks, too. Outside knows the way to the containers.
 *
 * <pre>
 *   outside 192.0.2.2 ── wan ── 192.0.2.1 here 10.7.0.1 ── jl0 ── box, neighbour
 * </pre>
 */
@Requires({ROOT, NFTABLES, NFT})
@InNamespace(NET)
@NoLeaks
@Timeout(120)
class FirewallReloadTest {
    private static final InetAddress HOST = Cidr.address("192.0.2.1");
    private static final InetAddress OUTSIDE = Cidr.address("192.0.2.2");
    private static final int PATIENCE = 20_000;
    private static final int NEVER = Boolean.getBoolean("jlinux.vm") ? 1_000 : 200;

    /** Goes on tracking connections, as a host's own firewall does. */
    private static final String RELOAD = """
            flush ruleset
            table inet other {
              chain tracking {
                type filter hook prerouting priority 0
                ct state new accept
              }
            }
            """;

    @TempDir
    Path directory;

    @TempDir
    Path another;

    private final BlockingQueue<Repair> repairs = new LinkedBlockingQueue<>();
    private Box outside;
    private Box box;
    private Box neighbour;
    private Veth wan;

    @BeforeEach
    void begin() throws Exception {
        Links.loopback().up();
        outside = Box.create();
        box = Box.create();
        neighbour = Box.create();
        wan = Veth.create(VethSpec.of("wan", "eth0")
                .address(new Cidr(HOST, 24))
                .peerNamespace(outside.handle())
                .peerAddress(new Cidr(OUTSIDE, 24))
                .up());
        Routes.in(outside.handle()).add(Route.to(Cidr.of("10.7.0.0/24")).via(HOST));
    }

    @AfterEach
    void end() throws Exception {
        wan.close();
        neighbour.close();
        box.close();
        outside.close();
    }

    private BridgeNetworkSpec spec() {
        return BridgeNetworkSpec.of("jl0", Cidr.of("10.7.0.0/24")).directory(directory);
    }

    private static AttachOptions forwarding(int port) {
        return AttachOptions.of("web").forward(ForwardedPort.tcp(port, 80));
    }

    /** Without what was counted. */
    private static List<String> rules() throws Exception {
        return NftTool.json().stream()
                .map(l -> l.replaceAll("\"(packets|bytes)\":[0-9]+", "$1"))
                .toList();
    }

    private static ServerSocket listen(Box at) throws IOException {
        ServerSocket server = NamespaceSockets.of(at.handle()).serverSocket();
        server.bind(new InetSocketAddress(80));
        server.setSoTimeout(PATIENCE);
        return server;
    }

    private void connects(int port, ServerSocket server) throws IOException {
        try (Socket client = NamespaceSockets.of(outside.handle()).socket()) {
            client.connect(new InetSocketAddress(HOST, port), PATIENCE);
            server.accept().close();
        }
    }

    @Test
    void theRulesOfNetworksThatShareABridgeComeBackOnce() throws Exception {
        try (ContainerNetwork first = ContainerNetwork.bridge(spec()).keepInstalled(repairs::add);
                ContainerNetwork second = ContainerNetwork.bridge(spec()).keepInstalled(repairs::add);
                ServerSocket one = listen(box);
                ServerSocket two = listen(neighbour)) {
            Attachment web = first.attach(box.handle(), forwarding(8080));
            second.attach(neighbour.handle(), forwarding(8081));
            List<String> before = rules();
            NftTool.load(RELOAD);
            for (String table : List.of("the network's", "the first's ports", "the second's ports")) {
                assertThat(repairs.poll(PATIENCE, TimeUnit.MILLISECONDS))
                        .as(table)
                        .isEqualTo(new Repair(Optional.of("nft"), Optional.empty()));
            }
            assertThat(rules()).containsAll(before);
            connects(8080, one);
            connects(8081, two);
            box.reaches(OUTSIDE);
            outside.doesNotReach(web.address());
            NftTool.load("flush chain inet jlinux-network-jl0 forward");
            assertThat(repairs.poll(PATIENCE, TimeUnit.MILLISECONDS)).isNotNull();
            assertThat(rules()).containsAll(before);
            NftTool.load("table inet another { }");
        }
        assertThat(repairs).isEmpty();
        try (Nftables nft = Nftables.current()) {
            assertThat(nft.tables()).extracting(t -> t.name().name()).containsExactlyInAnyOrder("other", "another");
        }
    }

    /** Within one directory the second would be refused. */
    @Test
    void networksThatWantDifferentRulesDoNotUndoEachOthers() throws Exception {
        try (ContainerNetwork isolated = ContainerNetwork.bridge(spec()).keepInstalled(repairs::add);
                ContainerNetwork open = ContainerNetwork.bridge(
                                spec().isolated(false).directory(another))
                        .keepInstalled(repairs::add)) {
            NftTool.load("flush ruleset");
            assertThat(repairs.poll(PATIENCE, TimeUnit.MILLISECONDS)).isNotNull();
            open.reapply();
            List<String> asOpen = rules();
            isolated.reapply();
            assertThat(rules()).isNotEqualTo(asOpen);
            assertThat(repairs.poll(NEVER, TimeUnit.MILLISECONDS)).isNull();
        }
    }

    /** They would go on: translation is decided about once, and what is established is let in. */
    @Test
    void connectionsThatBeganMeanwhileAreNotKept() throws Exception {
        try (ContainerNetwork network = ContainerNetwork.bridge(spec());
                DatagramSocket inside = datagrams(box.handle(), 4000);
                DatagramSocket out = datagrams(outside.handle(), 4001);
                DatagramSocket intruder = datagrams(outside.handle(), 4002)) {
            InetAddress address = network.attach(box.handle()).address();
            NftTool.load(RELOAD);
            send(inside, OUTSIDE, 4001, 1);
            assertThat(receive(out, 1, PATIENCE)).isEqualTo(new InetSocketAddress(address, 4000));
            send(intruder, address, 4000, 2);
            assertThat(receive(inside, 2, PATIENCE)).isEqualTo(new InetSocketAddress(OUTSIDE, 4002));
            network.reapply();
            send(intruder, address, 4000, 3);
            assertThat(receive(inside, 3, NEVER)).isNull();
            send(inside, OUTSIDE, 4001, 4);
            assertThat(receive(out, 4, PATIENCE)).isEqualTo(new InetSocketAddress(HOST, 4000));
        }
    }

    @Test
    void reapplyBringsBackAllOfIt() throws Exception {
        ContainerNetwork network = ContainerNetwork.bridge(spec());
        try (network;
                ServerSocket server = listen(box)) {
            network.attach(box.handle(), forwarding(8080));
            List<String> before = rules();
            NftTool.load("flush ruleset");
            network.reapply();
            assertThat(rules()).isEqualTo(before);
            connects(8080, server);
        }
        assertThatIllegalStateException().isThrownBy(network::reapply);
        assertThatIllegalStateException().isThrownBy(() -> network.keepInstalled(r -> {}));
        try (Nftables nft = Nftables.current()) {
            assertThat(nft.tables()).isEmpty();
        }
        try (ContainerNetwork none = ContainerNetwork.none()) {
            none.keepInstalled(r -> {}).reapply(); // it has no rules
        }
    }

    private static DatagramSocket datagrams(NamespaceHandle namespace, int port) throws IOException {
        DatagramSocket socket = NamespaceSockets.of(namespace).datagramSocket();
        socket.bind(new InetSocketAddress(port));
        return socket;
    }

    private static void send(DatagramSocket from, InetAddress to, int port, int what) throws IOException {
        from.send(new DatagramPacket(new byte[] {(byte) what}, 1, to, port));
    }

    /** Who sent it; null when it does not come. */
    private static @Nullable InetSocketAddress receive(DatagramSocket at, int what, int millis) throws IOException {
        at.setSoTimeout(millis);
        DatagramPacket packet = new DatagramPacket(new byte[1], 1);
        try {
            do {
                at.receive(packet);
            } while (packet.getData()[0] != what);
            return (InetSocketAddress) packet.getSocketAddress();
        } catch (SocketTimeoutException e) {
            return null;
        }
    }
}
