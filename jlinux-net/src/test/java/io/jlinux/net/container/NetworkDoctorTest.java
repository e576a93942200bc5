package io.jlinux.net.container;

import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.NFTABLES;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jlinux.doctor.Finding;
import io.jlinux.doctor.Report;
import io.jlinux.doctor.State;
import io.jlinux.net.Addresses;
import io.jlinux.net.Cidr;
import io.jlinux.net.LinkChange;
import io.jlinux.net.Links;
import io.jlinux.net.Network;
import io.jlinux.net.Route;
import io.jlinux.net.Routes;
import io.jlinux.net.Veth;
import io.jlinux.net.VethSpec;
import io.jlinux.net.nftables.Batch;
import io.jlinux.net.nftables.Chain;
import io.jlinux.net.nftables.ChainName;
import io.jlinux.net.nftables.ChainType;
import io.jlinux.net.nftables.Family;
import io.jlinux.net.nftables.Field;
import io.jlinux.net.nftables.Hook;
import io.jlinux.net.nftables.Nftables;
import io.jlinux.net.nftables.Policy;
import io.jlinux.net.nftables.Priority;
import io.jlinux.net.nftables.RuleSpec;
import io.jlinux.net.nftables.Table;
import io.jlinux.net.nftables.TableName;
import io.jlinux.net.sysctl.Ipv4Sysctls;
import io.jlinux.net.sysctl.ReversePath;
import io.jlinux.net.sysctl.Sysctl;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.ns.NamespaceSockets;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each way in which a container's network does not work, on one that really does not. */
@Requires({ROOT, NFTABLES})
@InNamespace(NET)
@NoLeaks
@Timeout(120)
class NetworkDoctorTest {
    private static final String RESOLV = "nameserver 10.7.0.1\n";

    @TempDir
    Path directory;

    private NamespaceHandle here;
    private Box box;
    private ContainerNetwork network;
    private Attachment attachment;

    @BeforeEach
    void begin() throws Exception {
        here = Namespace.NET.current();
        box = Box.create();
        network = ContainerNetwork.bridge(BridgeNetworkSpec.of("jl0", Cidr.of("10.7.0.0/24"), Cidr.of("fd00:7::/64"))
                .directory(directory));
        attachment = network.attach(box.handle(), AttachOptions.of("web"));
    }

    @AfterEach
    void end() throws Exception {
        network.close();
        box.close();
        here.close();
    }

    private Report examine() throws Exception {
        return NetworkDoctor.here().container(box.handle()).resolvConf(RESOLV).examine();
    }

    private Finding finding(String subject) throws Exception {
        Report report = examine();
        assertThat(report.find(subject)).as(report.toString()).isPresent();
        return report.find(subject).orElseThrow();
    }

    private void isFound(State state, String subject, String found, String advice) throws Exception {
        assertThat(finding(subject)).satisfies(f -> {
            assertThat(f.state()).as(f.toString()).isEqualTo(state);
            assertThat(f.found()).contains(found);
            assertThat(f.meaning()).isNotEmpty();
            assertThat(f.advice().orElse("")).contains(advice);
        });
    }

    private String outside() {
        return attachment.info().hostInterfaceName().orElseThrow();
    }

    @Test
    void aNetworkThatWorksHasNothingToFind() throws Exception {
        Report report = examine();
        assertThat(report.findings())
                .as(report.toString())
                .isNotEmpty()
                .allSatisfy(f -> assertThat(f.state()).as(f.toString()).isEqualTo(State.OK));
        assertThat(report.find("owner of 10.7.0.2")).isPresent();
    }

    @Test
    void forwardingIsOff() throws Exception {
        ForwardingSetting.IPV4.set(Sysctl.in(here), false);
        isFound(State.MISSING, "forwarding", "net.ipv4.ip_forward is 0", "net.ipv4.ip_forward=1");
        ForwardingSetting.IPV6.set(Sysctl.in(here), false);
        isFound(
                State.MISSING,
                "forwarding, IPv6",
                "net.ipv6.conf.all.forwarding is 0",
                "net.ipv6.conf.all.forwarding=1");
    }

    @Test
    void nobodyTranslates() throws Exception {
        try (Veth wan = Veth.create(
                VethSpec.of("wan", "end").address(Cidr.of("192.0.2.1/24")).up())) {
            Routes.here().add(Route.defaultVia(Cidr.address("192.0.2.2")));
            assertThat(finding("address translation").state()).isEqualTo(State.OK);
            try (Nftables nft = Nftables.current()) {
                nft.commit(new Batch().delete(TableName.of(Family.INET, "jlinux-network-jl0")));
            }
            isFound(State.MISSING, "address translation", "no rule translates", "masquerade");
            assertThat(wan.name()).isEqualTo("wan");
        }
    }

    @Test
    void aFilterDropsWhatIsForwarded() throws Exception {
        ChainName chain = TableName.of(Family.IP, "filter").chain("FORWARD");
        try (Nftables nft = Nftables.current()) {
            Chain dropping = Chain.base(chain, ChainType.FILTER, Hook.FORWARD, Priority.FILTER)
                    .policy(Policy.DROP);
            nft.commit(new Batch().add(Table.of(chain.table())).add(dropping));
            isFound(State.MISSING, "chain " + chain, "no rule names [jl0]", "accept there what comes from and goes to");
            RuleSpec accept =
                    RuleSpec.in(Family.IP).is(Field.INPUT_INTERFACE, "jl0").accept();
            nft.commit(new Batch().append(chain, accept));
            assertThat(finding("chain " + chain).state()).isEqualTo(State.OK);
        }
    }

    @Test
    void theLinkInTheContainerIsDown() throws Exception {
        Links.in(box.handle()).device("eth0").down();
        isFound(State.MISSING, "link eth0", "eth0 in the container is down", ".up()");
    }

    @Test
    void theOtherEndIsDown() throws Exception {
        Links.here().device(outside()).down();
        isFound(State.MISSING, "other end of eth0", outside() + " on the host is down", ".up()");
    }

    @Test
    void theOtherEndIsInNoBridge() throws Exception {
        Links.here().device(outside()).change(LinkChange.NONE.noMaster());
        isFound(State.MISSING, "bridge of " + outside(), "port of no bridge", "master");
    }

    @Test
    void theBridgeIsDown() throws Exception {
        Links.here().device("jl0").down();
        isFound(State.MISSING, "bridge jl0", "jl0 is down", ".up()");
    }

    @Test
    void theLoopbackIsDown() throws Exception {
        Links.in(box.handle()).device("lo").down();
        isFound(State.LIMITED, "loopback", "lo in the container is down", ".up()");
    }

    @Test
    void thereIsNoLink() throws Exception {
        attachment.close();
        for (int i = 0; i < 1000 && Links.in(box.handle()).find("eth0").isPresent(); i++) Thread.sleep(5);
        isFound(State.MISSING, "link of the container", "no link but its loopback", "ContainerNetwork.attach");
    }

    @Test
    void thereIsNoAddress() throws Exception {
        int index = Links.in(box.handle()).get("eth0").index();
        for (Cidr a : attachment.addresses()) Addresses.in(box.handle()).remove(index, a);
        isFound(State.MISSING, "address of eth0", "eth0 has no address", "Addresses.in");
    }

    @Test
    void thereIsNoDefaultRoute() throws Exception {
        Routes.in(box.handle()).delete(Route.defaultVia(Cidr.address("10.7.0.1")));
        isFound(State.MISSING, "default route", "the container has none", "Route.defaultVia");
    }

    @Test
    void theGatewayIsNobody() throws Exception {
        Routes.in(box.handle()).replace(Route.defaultVia(Cidr.address("10.7.0.77")));
        isFound(State.MISSING, "default route", "via 10.7.0.77, and jl0 of the host has [10.7.0.1", "address of jl0");
    }

    @Test
    void theBridgeHasNoAddress() throws Exception {
        Addresses.here().remove(Links.here().get("jl0").index(), Cidr.of("10.7.0.1/24"));
        isFound(State.MISSING, "default route", "via 10.7.0.1, and jl0 of the host has", "give it that address");
        isFound(State.MISSING, "way back to 10.7.0.2", "no route to it by jl0", "Route.to(10.7.0.0/24)");
    }

    @Test
    void theHostAnswersByAnotherLinkAndDropsByReversePath() throws Exception {
        try (Veth other = Veth.create(VethSpec.of("other", "end").up())) {
            Sysctl.in(here).set(Ipv4Sysctls.RP_FILTER, "jl0", ReversePath.STRICT);
            Routes.here().add(Route.to(Cidr.of("10.7.0.2/32")).dev(other.index()));
            isFound(State.MISSING, "way back to 10.7.0.2", "by other, and it is behind jl0", "rp_filter=2");
            assertThat(finding("way back to 10.7.0.2").meaning()).contains("rp_filter=1 drops");
            box.doesNotReach(Cidr.address("10.7.0.1"));
        }
    }

    @Test
    void theLinksAreOfDifferentSize() throws Exception {
        Links.in(box.handle()).device("eth0").change(LinkChange.NONE.mtu(9000));
        isFound(State.LIMITED, "MTU of eth0", "eth0 has 9000, and " + outside(), "mtu(1500)");
    }

    @Test
    void theHostHasTheAddressToo() throws Exception {
        Addresses.here().add(1, Cidr.of("10.7.0.2/32"));
        isFound(State.MISSING, "address 10.7.0.2", "the host has it, too", "AddressPool.exclude");
    }

    @Test
    void anotherContainerHasTheAddressToo() throws Exception {
        try (Box second = Box.create();
                Network inside = Network.in(second.handle())) {
            Attachment other = network.attach(second.handle(), AttachOptions.of("second"));
            int index = inside.links().get("eth0").index();
            inside.addresses().add(index, Cidr.of("10.7.0.2/24"));
            isFound(
                    State.MISSING,
                    "owner of 10.7.0.2",
                    other.info().mac().orElseThrow().toString(),
                    "give one of them another address");
        }
    }

    @Test
    void namesAreNotFound() throws Exception {
        NetworkDoctor doctor = NetworkDoctor.here().container(box.handle());
        assertThat(doctor.examine().find("resolv.conf")).isEmpty(); // not asked
        assertThat(doctor.resolvConf("# empty\n").examine().find("resolv.conf"))
                .get()
                .satisfies(f -> assertThat(f.state()).isEqualTo(State.MISSING))
                .satisfies(f -> assertThat(f.advice().orElse("")).contains("resolvConf()"));
        NetworkDoctor loopback = doctor.resolvConf("nameserver 127.0.0.53\n");
        assertThat(loopback.examine().find("name server 127.0.0.53"))
                .get()
                .satisfies(f -> assertThat(f.state()).isEqualTo(State.MISSING))
                .satisfies(f -> assertThat(f.advice().orElse("")).contains("NameServers.OF_HOST"));
        try (DatagramSocket resolver = NamespaceSockets.of(box.handle()).datagramSocket()) {
            resolver.bind(new InetSocketAddress("127.0.0.53", 53));
            assertThat(loopback.examine().find("name server 127.0.0.53"))
                    .get()
                    .satisfies(f -> assertThat(f.state()).isEqualTo(State.OK));
        }
        Routes.in(box.handle()).delete(Route.defaultVia(Cidr.address("10.7.0.1")));
        assertThat(doctor.resolvConf("nameserver 192.0.2.53\n").examine().find("name server 192.0.2.53"))
                .get()
                .satisfies(f -> assertThat(f.state()).isEqualTo(State.MISSING))
                .satisfies(f -> assertThat(f.found()).contains("no route"));
    }

    @Test
    void aPortThatIsTakenCannotBeForwarded() throws Exception {
        ForwardedPort tcp = ForwardedPort.tcp(8080, 80);
        ForwardedPort udp = ForwardedPort.udp(5353, 53);
        NetworkDoctor doctor = NetworkDoctor.here().forward(tcp).forward(udp);
        assertThat(doctor.examine().worst()).isEqualTo(State.OK);
        try (DatagramSocket program = NamespaceSockets.of(here).datagramSocket()) {
            program.bind(new InetSocketAddress(5353));
            Finding f = doctor.examine().find("port " + udp).orElseThrow();
            assertThat(f.state()).as(f.toString()).isEqualTo(State.MISSING);
            assertThat(f.advice().orElse("")).contains("ss -tulnp sport = :5353");
            assertThat(doctor.examine().find("port " + tcp).orElseThrow().state())
                    .isEqualTo(State.OK);
            assertThatExceptionOfType(LinuxException.class)
                    .isThrownBy(() -> PortReservation.of(here, List.of(tcp, udp)))
                    .matches(e -> e.errno() == Errno.EADDRINUSE)
                    .withMessageContaining("forward port 5353:53/udp");
        }
        try (PortReservation held = PortReservation.of(here, List.of(tcp, udp))) {
            assertThat(held).isNotNull();
            assertThat(doctor.examine().worst()).isEqualTo(State.OK);
        }
        try (ServerSocket server = NamespaceSockets.of(here).serverSocket()) {
            server.bind(new InetSocketAddress("10.7.0.1", 8080));
            assertThat(doctor.examine().find("port " + tcp).orElseThrow().state())
                    .isEqualTo(State.MISSING);
        }
        assertThat(doctor.forward(tcp).examine().worst()).isEqualTo(State.MISSING);
    }

    @Test
    void aPortOfAnAddressThatTheHostDoesNotHaveIsRefused() {
        ForwardedPort forward = ForwardedPort.tcp(8080, 80).at(Cidr.address("192.0.2.1"));
        assertThatExceptionOfType(LinuxException.class)
                .isThrownBy(() -> PortReservation.of(here, List.of(forward)))
                .matches(e -> e.errno() == Errno.EADDRNOTAVAIL)
                .withMessageContaining("the host does not have the address");
    }
}
