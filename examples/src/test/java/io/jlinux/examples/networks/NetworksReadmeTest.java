package io.jlinux.examples.networks;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.doctor.Report;
import io.jlinux.examples.ReadmeCode;
import io.jlinux.net.Bridge;
import io.jlinux.net.BridgeSpec;
import io.jlinux.net.Cidr;
import io.jlinux.net.NetworkMonitor;
import io.jlinux.net.Rule;
import io.jlinux.net.Rules;
import io.jlinux.net.Veth;
import io.jlinux.net.VethSpec;
import io.jlinux.net.VirtualLink;
import io.jlinux.net.container.AttachOptions;
import io.jlinux.net.container.Attachment;
import io.jlinux.net.container.ContainerNetwork;
import io.jlinux.net.container.ForwardedPort;
import io.jlinux.net.container.NetworkDoctor;
import io.jlinux.net.firewall.Firewall;
import io.jlinux.net.firewall.FirewallRule;
import io.jlinux.net.firewall.FirewallRule.Direction;
import io.jlinux.net.firewall.FirewallSpec;
import io.jlinux.net.firewall.Nat;
import io.jlinux.net.firewall.NatSpec;
import io.jlinux.net.firewall.PortForward;
import io.jlinux.net.link.VlanSpec;
import io.jlinux.net.rootless.HostForward;
import io.jlinux.net.rootless.RootlessAttachment;
import io.jlinux.net.rootless.RootlessNetwork;
import io.jlinux.net.sysctl.Ipv4Sysctls;
import io.jlinux.net.sysctl.ReversePath;
import io.jlinux.net.sysctl.Sysctl;
import io.jlinux.net.tc.Chance;
import io.jlinux.net.tc.Rate;
import io.jlinux.net.tc.Shape;
import io.jlinux.net.tc.Shaping;
import io.jlinux.net.tc.ShapingSpec;
import io.jlinux.net.tc.TrafficControl;
import io.jlinux.net.wireguard.Wireguard;
import io.jlinux.net.wireguard.WireguardConfig;
import io.jlinux.net.wireguard.WireguardKey;
import io.jlinux.net.wireguard.WireguardPeer;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.oci.OciBundle;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The code of the README's sections on networks: it is here, and compiles. What it does has tests in the module of networks. */
@SuppressWarnings("try") // the scopes are the point
class NetworksReadmeTest {
    private static final Logger log = LoggerFactory.getLogger(NetworksReadmeTest.class);

    static void connect(LinuxProcess process) throws Exception {
        try (NamespaceHandle ns = process.namespace(Namespace.NET);
                Bridge br = Bridge.create(
                        BridgeSpec.of("jl0").address(Cidr.of("10.7.0.1/24")).up());
                Veth v = Veth.create(VethSpec.of("jl0-a", "eth0")
                        .master(br)
                        .peerNamespace(ns)
                        .peerAddress(Cidr.of("10.7.0.2/24"))
                        .up())) {
            log.info("{}", v);
        }
    }

    static void links(NamespaceHandle box, WireguardKey key, WireguardKey theirs) throws Exception {
        try (VirtualLink v = VirtualLink.create(
                        VlanSpec.of("eth0.5", "eth0", 5).namespace(box).up());
                Wireguard wg = Wireguard.open(box);
                NetworkMonitor monitor = NetworkMonitor.open(box)) {
            wg.configure(
                    "wg0",
                    WireguardConfig.NONE
                            .privateKey(key)
                            .peer(WireguardPeer.of(theirs).allow(Cidr.of("10.9.0.2/32"))));
            monitor.listen(event -> log.info("{}", event));
            Rules.in(box)
                    .add(Rule.ipv4()
                            .from(Cidr.of("10.9.0.0/24"))
                            .with(Rule.PRIORITY, 100L)
                            .lookup(100));
        }
    }

    static void traffic(NamespaceHandle box) throws Exception {
        try (Shaping s = Shaping.create(ShapingSpec.of("eth0")
                        .namespace(box)
                        .both(Shape.of(Rate.mbit(10))
                                .delay(Duration.ofMillis(50))
                                .loss(Chance.percent(0.1))));
                TrafficControl tc = TrafficControl.open(box, "eth0")) {
            tc.qdiscs().forEach(q -> log.info("{} {}", q.spec(), q.stats()));
            Sysctl.in(box).set(Ipv4Sysctls.FORWARD, true);
            Sysctl.in(box).set(Ipv4Sysctls.RP_FILTER, "eth0", ReversePath.LOOSE);
        }
    }

    static void rules() throws Exception {
        NatSpec spec = NatSpec.NONE
                .masquerade(Cidr.of("10.7.0.0/24"), "jl0")
                .forward(PortForward.tcp(8080, Cidr.address("10.7.0.2"), 80))
                .localhost("jl0");
        FirewallSpec filter = FirewallSpec.CLOSED
                .addresses("office", List.of(Cidr.of("192.0.2.0/24"), Cidr.of("2001:db8::/32")))
                .rule(FirewallRule.allow(Direction.INPUT).fromSet("office").tcp(22, 443));
        try (Nat nat = Nat.install("web", spec).keepInstalled(r -> log.info("again: {}", r));
                Firewall firewall = Firewall.install("host", filter)) {
            nat.add(PortForward.udp(5353, Cidr.address("10.7.0.2"), 53));
        }
    }

    static Report containers(long pid) throws Exception {
        try (ContainerNetwork network = ContainerNetwork.bridge("jl0", Cidr.of("10.7.0.0/24"), Cidr.of("fd00:7::/64"));
                LinuxProcess web = Spawn.command("/bin/sh", "-c", "…")
                        .unshare(Namespace.NET, Namespace.PID)
                        .start()) {
            Attachment a = network.attach(web.pid(), AttachOptions.of("web-1").forward(ForwardedPort.tcp(8080, 80)));
            log.info("{} is reached at {} and at port 8080 of this host", a, a.address());
            a.files().writeTo(Path.of("/srv/web-1"));
        }
        Report report = NetworkDoctor.here().container(pid).examine();
        return report;
    }

    @SuppressWarnings("SystemOut")
    static void rootless() throws Exception {
        try (LinuxProcess box = Spawn.command("./server")
                        .unshare(Namespace.USER, Namespace.NET)
                        .start();
                RootlessAttachment outside = RootlessNetwork.slirp4netns()
                        .forward(HostForward.tcp(8080, 80).on("127.0.0.1"))
                        .attach(box)) {
            outside.onExit().thenAccept(end -> System.err.println(outside.log()));
        }
        int code = OciBundle.ofRootfs(Path.of("/srv/alpine"))
                .command("./server")
                .network(RootlessNetwork.installed().forward(HostForward.tcp(8080, 80)))
                .run();
        log.info("it ended with {}", code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "## Connect two namespaces",
                "## NAT and a firewall, without `nft`",
                "## Networks of containers",
                "## A network for a container of an ordinary user"
            })
    void theReadmeShowsThisCode(String heading) throws Exception {
        assertThat(ReadmeCode.missing(heading, NetworksReadmeTest.class)).isEmpty();
    }
}
