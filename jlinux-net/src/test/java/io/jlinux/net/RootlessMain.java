package io.jlinux.net;

import io.jlinux.doctor.State;
import io.jlinux.net.conntrack.Conntrack;
import io.jlinux.net.container.AttachOptions;
import io.jlinux.net.container.Attachment;
import io.jlinux.net.container.BridgeNetworkSpec;
import io.jlinux.net.container.ContainerNetwork;
import io.jlinux.net.container.NetworkDoctor;
import io.jlinux.net.ethtool.Ethtool;
import io.jlinux.net.firewall.Firewall;
import io.jlinux.net.firewall.FirewallRule;
import io.jlinux.net.firewall.FirewallSpec;
import io.jlinux.net.firewall.Nat;
import io.jlinux.net.firewall.NatSpec;
import io.jlinux.net.firewall.OwnTables;
import io.jlinux.net.firewall.PortForward;
import io.jlinux.net.link.MacvlanSpec;
import io.jlinux.net.link.VxlanSpec;
import io.jlinux.net.nftables.Nftables;
import io.jlinux.net.sysctl.Ipv4Sysctls;
import io.jlinux.net.sysctl.Sysctl;
import io.jlinux.net.tc.Handle;
import io.jlinux.net.tc.Rate;
import io.jlinux.net.tc.Shape;
import io.jlinux.net.tc.Shaping;
import io.jlinux.net.tc.ShapingSpec;
import io.jlinux.net.tc.TrafficControl;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What {@link RootlessTest} runs in a user and a network namespace of its own: exits with 0 when all of it works. */
public final class RootlessMain {
    private RootlessMain() {}

    public static void main(String[] arguments) throws Exception {
        Duration timeout = Duration.ofSeconds(30);
        Links.loopback().up();
        try (NamespaceHandle box = Namespace.NET.create();
                NetworkMonitor monitor = NetworkMonitor.open(box);
                Bridge bridge = Bridge.create(
                        BridgeSpec.of("jl0").address(Cidr.of("10.7.0.1/24")).up());
                Veth veth = Veth.create(VethSpec.of("jl0-a", "eth0")
                        .master(bridge)
                        .peerNamespace(box)
                        .peerAddress(Cidr.of("10.7.0.2/24"))
                        .peerGateway(Cidr.address("10.7.0.1"))
                        .up());
                VirtualLink above = VirtualLink.create(
                        MacvlanSpec.of("mv0", bridge.index()).namespace(box).up());
                VirtualLink vxlan = VirtualLink.create(VxlanSpec.of("vx0", 7).group(9));
                Network inside = Network.in(box);
                Ethtool ethtool = Ethtool.open(box)) {
            check(Ping.echo(Cidr.address("10.7.0.2"), timeout).isPresent(), "ping");
            check(monitor.await(s -> s.link("eth0").isPresent() && s.link("mv0").isPresent(), timeout), "monitor");
            Rule rule = Rule.ipv4()
                    .with(Rule.PRIORITY, 100L)
                    .from(Cidr.of("10.7.0.0/24"))
                    .lookup(100);
            inside.rules().add(rule);
            inside.routes()
                    .add(Route.to(Cidr.of("10.9.0.0/16"))
                            .type(RouteType.BLACKHOLE)
                            .table(100));
            check(inside.routes().list(100).size() == 1, "routes");
            inside.neighbours()
                    .add(NeighbourEntry.permanent(
                            veth.peerIndex(), Cidr.address("10.7.0.9"), MacAddress.of("02:00:00:00:00:09")));
            bridge.network().fdb().add(FdbEntry.atPort(veth.index(), MacAddress.of("02:00:00:00:00:09")));
            ethtool.setFeatures("eth0", Map.of("tx-checksum-ip-generic", false));
            check(NamespaceIds.here().of(box).isPresent(), "id");
            Sysctl.in(box).set(Ipv4Sysctls.FORWARD, true);
            check(Sysctl.in(box).get(Ipv4Sysctls.FORWARD), "sysctl");
            check(!Sysctl.here().get(Ipv4Sysctls.FORWARD), "sysctl here");
            shape(box);
            Links.here().deleteGroup(9);
            check(Links.here().find(vxlan.name()).isEmpty(), "group");
            check(above.device().link().isUp(), "macvlan");
            if (List.of(arguments).contains("netfilter")) netfilter(box);
        }
        if (List.of(arguments).contains("netfilter")) containers(Path.of(arguments[0]), timeout);
    }

    /** Rules, translation and what is tracked, in a namespace that is ours. */
    private static void netfilter(NamespaceHandle box) throws Exception {
        NatSpec spec = NatSpec.NONE
                .masquerade(Cidr.of("10.9.0.0/24"))
                .forward(PortForward.udp(5353, Cidr.address("10.9.0.2"), 53));
        FirewallSpec filter = FirewallSpec.CLOSED.rule(
                FirewallRule.allow(FirewallRule.Direction.INPUT).udp(5353));
        try (Nftables nft = Nftables.in(box);
                Conntrack conntrack = Conntrack.in(box);
                Nat nat = Nat.install(box, "rootless", spec).keepInstalled(r -> {});
                Firewall firewall = Firewall.install(box, "rootless", filter)) {
            check(OwnTables.list(nft).size() == 2, "own tables");
            check(nat.isInstalled() && firewall.isInstalled(), "nat and firewall");
            check(conntrack.list().size() == conntrack.count(), "conntrack");
        }
        try (Nat nat = Nat.install("localhost", spec.localhost("jl0"))) {
            check(nat.isInstalled(), "localhost");
        }
    }

    private static void containers(Path directory, Duration timeout) throws Exception {
        BridgeNetworkSpec spec = BridgeNetworkSpec.of("jl1", Cidr.of("10.8.0.0/24"), Cidr.of("fd00:8::/64"));
        try (NamespaceHandle one = Namespace.NET.create();
                NamespaceHandle two = Namespace.NET.create();
                ContainerNetwork network = ContainerNetwork.bridge(spec.directory(directory))) {
            Attachment first = network.attach(one, AttachOptions.of("one"));
            network.attach(two, AttachOptions.of("two"));
            for (Cidr a : first.addresses()) {
                check(
                        two.<Boolean, Exception>call(
                                () -> Ping.echo(a.address(), timeout).isPresent()),
                        "ping " + a);
            }
            check(
                    NetworkDoctor.here()
                            .container(one)
                            .examine()
                            .of(State.MISSING)
                            .isEmpty(),
                    "doctor");
        }
        check(Links.here().find("jl1").isEmpty(), "close");
    }

    /** Where the kernel has tbf and u32, which an argument of the test tells. */
    private static void shape(NamespaceHandle box) throws Exception {
        if (!Boolean.getBoolean("jlinux.shape")) return;
        ShapingSpec spec = ShapingSpec.of("eth0").namespace(box).both(Shape.of(Rate.mbit(10)));
        try (Shaping shaping = Shaping.create(spec);
                TrafficControl tc = TrafficControl.open(box, "eth0")) {
            check(shaping != null && tc.qdisc(Handle.ROOT).orElseThrow().kind().equals("tbf"), "shaping");
            check(tc.filters(Handle.CLSACT_INGRESS).size() == 1, "filters");
        }
    }

    private static void check(boolean good, String what) {
        if (!good) throw new IllegalStateException(what);
    }
}
