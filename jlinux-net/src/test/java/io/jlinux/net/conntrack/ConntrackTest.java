package io.jlinux.net.conntrack;

import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.CONNTRACK;
import static io.jlinux.testkit.Requirement.NFTABLES;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.net.Cidr;
import io.jlinux.net.Links;
import io.jlinux.net.PortRange;
import io.jlinux.net.TransportProtocol;
import io.jlinux.net.tool.NftTool;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.ns.NamespaceSockets;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Requires({ROOT, NFTABLES, CONNTRACK})
@InNamespace(NET)
@NoLeaks
@Timeout(60)
class ConntrackTest {
    private static final InetAddress LOCALHOST = Cidr.address("127.0.0.1");

    /** Connections are tracked from the first rule on that asks for them. */
    @BeforeEach
    void track() throws Exception {
        Links.loopback().up();
        Files.writeString(Path.of("/proc/sys/net/netfilter/nf_conntrack_acct"), "1");
        NftTool.load("""
                table inet t {
                  chain out {
                    type filter hook output priority -300;
                    udp dport 1000 ct zone set 5
                  }
                  chain later {
                    type filter hook output priority 0;
                    udp dport 2000 ct mark set 0x17
                    ct state new
                  }
                }
                """);
    }

    private static void datagram(int from, int to) throws Exception {
        try (NamespaceHandle here = Namespace.NET.current();
                DatagramSocket socket = NamespaceSockets.of(here).datagramSocket()) {
            socket.bind(new InetSocketAddress(LOCALHOST, from));
            socket.send(new DatagramPacket(new byte[10], 10, LOCALHOST, to));
        }
    }

    private static ConnectionFilter port(int port) {
        return ConnectionFilter.ANY.protocol(TransportProtocol.UDP).originalPort(PortRange.of(port));
    }

    @Test
    void listedCountedAndForgotten() throws Exception {
        datagram(4000, 2000);
        datagram(4001, 1000);
        datagram(4002, 3000);
        try (Conntrack conntrack = Conntrack.current()) {
            assertThat(conntrack.count()).isEqualTo(conntrack.list().size());
            Connection marked = conntrack.list(port(2000)).get(0);
            assertThat(marked.mark()).isEqualTo(0x17);
            assertThat(marked.zone()).isZero();
            assertThat(marked.original().sourcePort()).isEqualTo(4000);
            assertThat(marked.original().source()).isEqualTo(LOCALHOST);
            assertThat(marked.reply().sourcePort()).isEqualTo(2000);
            assertThat(marked.timeout()).isPresent();
            assertThat(marked.originalCount().orElseThrow().bytes()).isEqualTo(38);
            assertThat(conntrack.list(port(1000)).get(0).zone()).isEqualTo(5);
            assertThat(NftTool.conntrack("-L -o extended"))
                    .contains("sport=4000 dport=2000", "mark=23", "zone=5")
                    .contains("sport=4002 dport=3000");

            assertThat(conntrack.delete(ConnectionFilter.ANY.mark(0x17, 0xff))).isEqualTo(1);
            assertThat(conntrack.list(port(2000))).isEmpty();
            assertThat(conntrack.delete(ConnectionFilter.ANY.zone(5))).isEqualTo(1);
            assertThat(conntrack.list(port(1000))).isEmpty();
            Connection last = conntrack.list(port(3000)).get(0);
            assertThat(conntrack.delete(last)).isTrue();
            assertThat(conntrack.delete(last)).isFalse();
            datagram(4003, 3000);
            assertThat(conntrack.delete(new Tuple(LOCALHOST, LOCALHOST, 17, 4003, 3000, 0, 0)))
                    .isTrue();
            datagram(4004, 3000);
            conntrack.flush();
            assertThat(conntrack.list()).isEmpty();
            assertThat(conntrack.count()).isZero();
        }
    }

    @Test
    void itsTcpStateIsThatOfTheTool() throws Exception {
        try (NamespaceHandle here = Namespace.NET.current();
                Conntrack conntrack = Conntrack.in(here);
                ServerSocket server = NamespaceSockets.of(here).serverSocket();
                Socket client = NamespaceSockets.of(here).socket()) {
            server.bind(new InetSocketAddress(LOCALHOST, 80));
            client.connect(new InetSocketAddress(LOCALHOST, 80));
            try (Socket accepted = server.accept()) {
                accepted.getOutputStream().write(1);
                assertThat(client.getInputStream().read()).isEqualTo(1);
                Connection c = conntrack
                        .list(ConnectionFilter.ANY
                                .protocol(TransportProtocol.TCP)
                                .answeredBy(LOCALHOST)
                                .answeredFrom(PortRange.of(80))
                                .originalSource(Cidr.of("127.0.0.0/8"))
                                .originalDestination(Cidr.of("127.0.0.1")))
                        .get(0);
                assertThat(c.tcpState()).contains(TcpState.ESTABLISHED);
                assertThat(c.sawReply()).isTrue();
                assertThat(c.hasDestinationChanged()).isFalse();
                assertThat(NftTool.conntrack("-L -p tcp"))
                        .contains("ESTABLISHED")
                        .contains("sport=" + c.original().sourcePort() + " dport=80");
            }
        }
    }

    @Test
    void beginningsAndEndsAreTold() throws Exception {
        record Told(ConntrackMonitor.Event event, Connection connection) {}
        BlockingQueue<Told> told = new LinkedBlockingQueue<>();
        ConntrackMonitor.Listener listener = new ConntrackMonitor.Listener() {
            @Override
            public void event(ConntrackMonitor.Event event, Connection connection) {
                told.add(new Told(event, connection));
            }

            @Override
            public void lost() {
                throw new AssertionError("lost");
            }

            @Override
            public void failed(LinuxException error) {
                throw new AssertionError(error);
            }
        };
        try (Conntrack conntrack = Conntrack.current();
                ConntrackMonitor monitor = ConntrackMonitor.open(listener)) {
            assertThat(monitor.isOpen()).isTrue();
            datagram(4000, 3000);
            Predicate<Told> mine = t -> t.connection().original().destinationPort() == 3000;
            assertThat(next(told, mine).event()).isEqualTo(ConntrackMonitor.Event.NEW);
            conntrack.delete(port(3000));
            Told last = next(told, mine);
            while (last.event() == ConntrackMonitor.Event.UPDATE) last = next(told, mine);
            assertThat(last.event()).isEqualTo(ConntrackMonitor.Event.DESTROY);
            assertThat(List.of(last.connection().original().sourcePort())).containsExactly(4000);
        }
    }

    private static <T> T next(BlockingQueue<T> queue, Predicate<T> which) throws Exception {
        while (true) {
            T t = queue.poll(20, TimeUnit.SECONDS);
            assertThat(t).isNotNull();
            if (which.test(t)) return t;
        }
    }
}
