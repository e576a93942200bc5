package io.jlinux.net.firewall;

import static io.jlinux.net.firewall.ThreeNetworks.BRIDGE;
import static io.jlinux.net.firewall.ThreeNetworks.INSIDE;
import static io.jlinux.net.firewall.ThreeNetworks.INSIDE6;
import static io.jlinux.net.firewall.ThreeNetworks.NETWORK;
import static io.jlinux.net.firewall.ThreeNetworks.NETWORK6;
import static io.jlinux.net.firewall.ThreeNetworks.OTHER;
import static io.jlinux.net.firewall.ThreeNetworks.OUTSIDE;
import static io.jlinux.net.firewall.ThreeNetworks.OUTSIDE6;
import static io.jlinux.net.firewall.ThreeNetworks.ROUTER;
import static io.jlinux.net.firewall.ThreeNetworks.ROUTER6;
import static io.jlinux.net.firewall.ThreeNetworks.ROUTER_TOO;
import static io.jlinux.net.firewall.ThreeNetworks.connect;
import static io.jlinux.net.firewall.ThreeNetworks.datagrams;
import static io.jlinux.net.firewall.ThreeNetworks.isClosed;
import static io.jlinux.net.firewall.ThreeNetworks.listen;
import static io.jlinux.net.firewall.ThreeNetworks.read;
import static io.jlinux.net.firewall.ThreeNetworks.receive;
import static io.jlinux.net.firewall.ThreeNetworks.send;
import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.NFTABLES;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.jlinux.net.Cidr;
import io.jlinux.net.PortRange;
import io.jlinux.net.TransportProtocol;
import io.jlinux.net.conntrack.Connection;
import io.jlinux.net.conntrack.ConnectionFilter;
import io.jlinux.net.nftables.Nftables;
import io.jlinux.net.tool.NftTool;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real packets between namespaces. */
@Requires({ROOT, NFTABLES})
@InNamespace(NET)
@NoLeaks
@Timeout(120)
class NatTest {
    private static final NatSpec MASQUERADE = NatSpec.NONE.masquerade(NETWORK, BRIDGE);

    @Test
    void theInsideReachesTheOutsideByTheRoutersAddress() throws Exception {
        NatSpec both = MASQUERADE.masquerade(NETWORK6, BRIDGE);
        try (ThreeNetworks net = new ThreeNetworks();
                ServerSocket server = listen(net.outside, 80)) {
            assertThat(isClosed(net.inside, OUTSIDE, 80)).isTrue(); // nothing out there knows the way back
            try (Nat nat = Nat.install(net.router, "test", both)) {
                assertThat(connect(net.inside, OUTSIDE, 80, server)).isEqualTo(ROUTER);
                assertThat(connect(net.inside, OUTSIDE6, 80, server)).isEqualTo(ROUTER6);
                assertThat(nat.isInstalled()).isTrue();
            }
            try (Nftables nft = Nftables.current()) {
                assertThat(nft.tables()).isEmpty();
            }
        }
    }

    @Test
    void withoutALinkWhatStaysInTheNetworkIsLeftAlone() throws Exception {
        try (ThreeNetworks net = new ThreeNetworks();
                Nat nat = Nat.install("test", NatSpec.NONE.masquerade(NETWORK));
                ServerSocket server = listen(net.outside, 80)) {
            assertThat(nat.name()).isEqualTo("test");
            assertThat(connect(net.inside, OUTSIDE, 80, server)).isEqualTo(ROUTER);
        }
    }

    @Test
    void aPortOfTheRouterLeadsInside() throws Exception {
        PortForward web = PortForward.tcp(8080, INSIDE, 80);
        PortForward web6 = PortForward.tcp(8080, INSIDE6, 80);
        try (ThreeNetworks net = new ThreeNetworks();
                Nat nat = Nat.install("test", MASQUERADE.forward(web));
                ServerSocket server = listen(net.inside, 80)) {
            assertThat(connect(net.outside, ROUTER, 8080, server)).isEqualTo(OUTSIDE);
            assertThat(connect(net.outside, ROUTER_TOO, 8080, server)).isEqualTo(OUTSIDE);
            assertThat(connect(net.router, ROUTER, 8080, server)).isEqualTo(ROUTER);
            assertThat(isClosed(net.outside, ROUTER6, 8080)).isTrue();
            assertThat(nat.connections(web)).isEqualTo(OptionalLong.of(3));
            assertThat(nat.connections(web6)).isEmpty();
            nat.add(web6);
            assertThat(connect(net.outside, ROUTER6, 8080, server)).isEqualTo(OUTSIDE6);
            nat.remove(web);
            assertThat(isClosed(net.outside, ROUTER, 8080)).isTrue();
            assertThat(nat.spec().forwards()).containsExactly(web6);
        }
    }

    @Test
    void onlyOneAddressOfTheRouter() throws Exception {
        try (ThreeNetworks net = new ThreeNetworks();
                Nat nat = Nat.install(
                        "test",
                        NatSpec.NONE.forward(PortForward.tcp(8080, INSIDE, 80).on(ROUTER_TOO)));
                ServerSocket server = listen(net.inside, 80)) {
            assertThat(nat.isInstalled()).isTrue();
            assertThat(connect(net.outside, ROUTER_TOO, 8080, server)).isEqualTo(OUTSIDE);
            assertThat(isClosed(net.outside, ROUTER, 8080)).isTrue();
        }
    }

    @Test
    void portsOneByOne() throws Exception {
        PortForward shifted = PortForward.of(TransportProtocol.TCP, new PortRange(5000, 5010), INSIDE, 6000);
        PortForward same = PortForward.of(TransportProtocol.TCP, new PortRange(7000, 7010), INSIDE, 7000);
        try (ThreeNetworks net = new ThreeNetworks();
                Nat nat = Nat.install("test", NatSpec.NONE.forward(shifted, same));
                ServerSocket third = listen(net.inside, 6003);
                ServerSocket last = listen(net.inside, 7010)) {
            assertThat(connect(net.outside, ROUTER, 5003, third)).isEqualTo(OUTSIDE);
            assertThat(connect(net.outside, ROUTER, 7010, last)).isEqualTo(OUTSIDE);
            assertThat(isClosed(net.outside, ROUTER, 5004)).isTrue();
            assertThat(nat.connections(shifted).orElseThrow()).isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void theInsideReachesItsOwnForwards() throws Exception {
        try (ThreeNetworks net = new ThreeNetworks();
                Nat nat = Nat.install("test", MASQUERADE.forward(PortForward.tcp(8080, INSIDE, 80)));
                ServerSocket server = listen(net.inside, 80)) {
            InetAddress bridge = Cidr.address("10.7.0.1");
            assertThat(connect(net.inside, ROUTER, 8080, server)).isEqualTo(bridge);
            assertThat(connect(net.other, ROUTER, 8080, server)).isEqualTo(bridge);
            nat.update(NatSpec.NONE.forward(PortForward.tcp(8080, INSIDE, 80)));
            assertThat(connect(net.inside, ROUTER, 8080, server)).isEqualTo(bridge);
        }
    }

    @Test
    void localhostLeadsInsideAsWell() throws Exception {
        String sysctl = "/proc/sys/net/ipv4/conf/jl0/route_localnet";
        PortForward web = PortForward.tcp(8080, INSIDE, 80);
        try (ThreeNetworks net = new ThreeNetworks();
                ServerSocket server = listen(net.inside, 80)) {
            InetAddress localhost = Cidr.address("127.0.0.1");
            try (Nat nat = Nat.install("test", MASQUERADE.forward(web))) {
                assertThat(isClosed(net.router, localhost, 8080)).isTrue();
                nat.update(MASQUERADE.forward(web).localhost(BRIDGE));
                assertThat(connect(net.router, localhost, 8080, server)).isEqualTo(Cidr.address("10.7.0.1"));
                assertThat(read(sysctl)).isEqualTo("1");
                nat.update(MASQUERADE.forward(web));
                assertThat(read(sysctl)).isEqualTo("0");
                nat.update(MASQUERADE.forward(web).localhost(BRIDGE));
            }
            assertThat(read(sysctl)).isEqualTo("0");
            assertThatExceptionOfType(LinuxException.class)
                    .isThrownBy(() -> Nat.install("test", MASQUERADE.localhost("nothing")))
                    .matches(e -> e.errno() == Errno.ENODEV);
        }
    }

    @Test
    void udpThereAndBack() throws Exception {
        try (ThreeNetworks net = new ThreeNetworks();
                Nat nat = Nat.install("test", MASQUERADE.forward(PortForward.udp(5353, INSIDE, 53)));
                DatagramSocket server = datagrams(net.inside, 53);
                DatagramSocket client = datagrams(net.outside, 4000)) {
            send(client, ROUTER, 5353, "question");
            assertThat(receive(server, "question", true)).isEqualTo(new InetSocketAddress(OUTSIDE, 4000));
            send(server, OUTSIDE, 4000, "answer");
            assertThat(receive(client, "answer", true)).isEqualTo(new InetSocketAddress(ROUTER, 5353));
            assertThat(nat.isInstalled()).isTrue();
        }
    }

    /** Without forgetting what is tracked, a client that goes on sending would be led where it was before. */
    @Test
    void udpClientsThatGoOnSendingAreLedElsewhereAtOnce() throws Exception {
        try (ThreeNetworks net = new ThreeNetworks();
                Nat nat = Nat.install("test", MASQUERADE);
                DatagramSocket first = datagrams(net.inside, 53);
                DatagramSocket second = datagrams(net.other, 53);
                DatagramSocket host = datagrams(net.router, 5353);
                DatagramSocket client = datagrams(net.outside, 4000)) {
            send(client, ROUTER, 5353, "a");
            assertThat(receive(host, "a", true)).isNotNull();
            nat.add(PortForward.udp(5353, INSIDE, 53));
            send(client, ROUTER, 5353, "b");
            assertThat(receive(first, "b", true)).isNotNull();
            nat.update(MASQUERADE.forward(PortForward.udp(5353, OTHER, 53)));
            send(client, ROUTER, 5353, "c");
            assertThat(receive(second, "c", true)).isNotNull();
            nat.close();
            send(client, ROUTER, 5353, "d");
            assertThat(receive(host, "d", true)).isNotNull();
            assertThat(receive(second, "d", false)).isNull();
        }
    }

    /**
     * Other tables go on tracking connections while that of the NAT is gone: what began then would stay as it was, as long as it
     * does not pause.
     */
    @Test
    void udpClientsThatBeganWhileTheTableWasGoneAreLedAgain() throws Exception {
        PortForward dns = PortForward.udp(5353, INSIDE, 53);
        BlockingQueue<Repair> repairs = new LinkedBlockingQueue<>();
        try (ThreeNetworks net = new ThreeNetworks();
                Nat nat = Nat.install("test", MASQUERADE.forward(dns));
                DatagramSocket server = datagrams(net.inside, 53);
                DatagramSocket host = datagrams(net.router, 5353);
                DatagramSocket client = datagrams(net.outside, 4000);
                DatagramSocket another = datagrams(net.outside, 4001);
                DatagramSocket out = datagrams(net.inside, 4002)) {
            NftTool.load("""
                    table inet other {
                      chain tracking {
                        type filter hook prerouting priority 0
                        ct state new accept
                      }
                    }
                    """);
            NftTool.load("delete table inet jlinux-nat-test");
            send(client, ROUTER, 5353, "a");
            assertThat(receive(host, "a", true)).isNotNull();
            send(out, OUTSIDE, 4000, "b");
            assertThat(receive(client, "b", true)).isEqualTo(new InetSocketAddress(INSIDE, 4002));
            nat.reapply();
            send(client, ROUTER, 5353, "c");
            assertThat(receive(server, "c", true)).isNotNull();
            send(out, OUTSIDE, 4000, "d");
            assertThat(receive(client, "d", true)).isEqualTo(new InetSocketAddress(ROUTER, 4002));

            NftTool.load("delete table inet jlinux-nat-test");
            send(another, ROUTER, 5353, "e");
            assertThat(receive(host, "e", true)).isNotNull();
            nat.keepInstalled(repairs::add);
            NftTool.load("table inet jlinux-nat-test { }"); // another's change of it
            assertThat(repairs.poll(20, TimeUnit.SECONDS)).isEqualTo(new Repair(Optional.of("nft"), Optional.empty()));
            send(another, ROUTER, 5353, "f");
            assertThat(receive(server, "f", true)).isNotNull();
        }
    }

    @Test
    void aChangeWhoseConnectionsCannotBeForgottenIsTakenBack() throws Exception {
        String sysctl = "/proc/sys/net/ipv4/conf/jl0/route_localnet";
        NatSpec spec = MASQUERADE.forward(PortForward.udp(5353, INSIDE, 53));
        try (ThreeNetworks net = new ThreeNetworks();
                Nat nat = Nat.install("test", spec);
                DatagramSocket server = datagrams(net.inside, 53);
                DatagramSocket client = datagrams(net.outside, 4000)) {
            nat.conntrack().close();
            PortForward elsewhere = PortForward.udp(5353, OTHER, 53);
            assertThatIllegalStateException()
                    .isThrownBy(() -> nat.update(MASQUERADE.forward(elsewhere).localhost(BRIDGE)))
                    .satisfies(e -> assertThat(e.getSuppressed()).isEmpty());
            assertThat(nat.spec()).isEqualTo(spec);
            assertThat(read(sysctl)).isEqualTo("0");
            send(client, ROUTER, 5353, "a");
            assertThat(receive(server, "a", true)).isNotNull();
            nat.close(); // the connections end by themselves
            try (Nftables nft = Nftables.current()) {
                assertThat(nft.tables()).isEmpty();
            }
        }
    }

    @Test
    void aFailedUpdateChangesNothing() throws Exception {
        try (ThreeNetworks net = new ThreeNetworks();
                Nat nat = Nat.install("test", MASQUERADE.forward(PortForward.tcp(8080, INSIDE, 80)));
                ServerSocket server = listen(net.inside, 80)) {
            assertThatExceptionOfType(LinuxException.class)
                    .isThrownBy(() -> nat.update(MASQUERADE.localhost("nothing")));
            assertThat(nat.spec().forwards()).hasSize(1);
            assertThat(connect(net.outside, ROUTER, 8080, server)).isEqualTo(OUTSIDE);
        }
    }

    @Test
    void flowsToElsewhereAreNotTheForwards() throws Exception {
        try (ThreeNetworks net = new ThreeNetworks();
                Nat nat = Nat.install("test", MASQUERADE);
                DatagramSocket client = datagrams(net.inside, 4000);
                DatagramSocket server = datagrams(net.outside, 5353)) {
            send(client, OUTSIDE, 5353, "a");
            assertThat(receive(server, "a", true)).isEqualTo(new InetSocketAddress(ROUTER, 4000));
            List<Connection> before = nat.conntrack().list(to(OUTSIDE));
            assertThat(before).hasSize(1);
            PortForward dns = PortForward.udp(5353, INSIDE, 53);
            nat.add(dns);
            nat.reapply();
            nat.remove(dns);
            assertThat(nat.conntrack().list(to(OUTSIDE)))
                    .extracting(Connection::id)
                    .containsExactly(before.get(0).id());
        }
    }

    private static ConnectionFilter to(InetAddress address) {
        return ConnectionFilter.ANY.and(c -> c.original().destination().equals(address));
    }

    /** The kernel would take the guard away with the table, and nobody the sysctl that it guards. */
    @Test
    void whatIsReachedByLocalhostIsNotTiedToTheProcess() {
        for (Supplier<NatSpec> spec : List.<Supplier<NatSpec>>of(
                () -> NatSpec.NONE.localhost(BRIDGE).tiedToProcess(),
                () -> NatSpec.NONE.tiedToProcess().localhost(BRIDGE))) {
            assertThatIllegalArgumentException().isThrownBy(spec::get).withMessageContaining("route_localnet");
        }
    }

    @Test
    void aNameThatIsTakenLeavesLocalRoutingAsItWas() throws Exception {
        String sysctl = "/proc/sys/net/ipv4/conf/jl0/route_localnet";
        try (ThreeNetworks net = new ThreeNetworks();
                Nat nat = Nat.install(net.router, "test", MASQUERADE)) {
            assertThatExceptionOfType(LinuxException.class)
                    .isThrownBy(() -> Nat.install("test", MASQUERADE.localhost(BRIDGE)))
                    .matches(e -> e.errno() == Errno.EEXIST);
            assertThat(read(sysctl)).isEqualTo("0");
            nat.update(MASQUERADE.localhost(BRIDGE));
            assertThatExceptionOfType(LinuxException.class)
                    .isThrownBy(() -> nat.update(MASQUERADE.localhost("nothing")));
            assertThat(read(sysctl)).isEqualTo("1");
            assertThat(NftTool.list()).contains("iifname \"jl0\" ip daddr 127.0.0.0/8");
        }
    }
}
