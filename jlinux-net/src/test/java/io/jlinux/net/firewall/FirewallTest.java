package io.jlinux.net.firewall;

import static io.jlinux.net.firewall.ThreeNetworks.BRIDGE;
import static io.jlinux.net.firewall.ThreeNetworks.INSIDE;
import static io.jlinux.net.firewall.ThreeNetworks.INSIDE6;
import static io.jlinux.net.firewall.ThreeNetworks.NETWORK;
import static io.jlinux.net.firewall.ThreeNetworks.NETWORK6;
import static io.jlinux.net.firewall.ThreeNetworks.OUTSIDE;
import static io.jlinux.net.firewall.ThreeNetworks.OUTSIDE6;
import static io.jlinux.net.firewall.ThreeNetworks.ROUTER;
import static io.jlinux.net.firewall.ThreeNetworks.ROUTER6;
import static io.jlinux.net.firewall.ThreeNetworks.UPLINK;
import static io.jlinux.net.firewall.ThreeNetworks.connect;
import static io.jlinux.net.firewall.ThreeNetworks.isClosed;
import static io.jlinux.net.firewall.ThreeNetworks.listen;
import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.NFTABLES;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jlinux.net.Cidr;
import io.jlinux.net.PortRange;
import io.jlinux.net.TransportProtocol;
import io.jlinux.net.firewall.FirewallRule.Direction;
import io.jlinux.net.nftables.Batch;
import io.jlinux.net.nftables.Chain;
import io.jlinux.net.nftables.ChainName;
import io.jlinux.net.nftables.ChainType;
import io.jlinux.net.nftables.Counter;
import io.jlinux.net.nftables.DataType;
import io.jlinux.net.nftables.Element;
import io.jlinux.net.nftables.Family;
import io.jlinux.net.nftables.Field;
import io.jlinux.net.nftables.Hook;
import io.jlinux.net.nftables.MapData;
import io.jlinux.net.nftables.NftSet;
import io.jlinux.net.nftables.Nftables;
import io.jlinux.net.nftables.Policy;
import io.jlinux.net.nftables.Priority;
import io.jlinux.net.nftables.RuleSpec;
import io.jlinux.net.nftables.Table;
import io.jlinux.net.nftables.TableName;
import io.jlinux.net.nftables.Verdict;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real packets between namespaces. */
@Requires({ROOT, NFTABLES})
@InNamespace(NET)
@NoLeaks
@Timeout(120)
class FirewallTest {
    private static final NatSpec NAT = NatSpec.NONE.masquerade(NETWORK, BRIDGE).masquerade(NETWORK6, BRIDGE);

    @Test
    void aClosedOneLetsInWhatIsAllowed() throws Exception {
        FirewallRule ssh = FirewallRule.allow(Direction.INPUT).tcp(22).comment("ssh");
        FirewallRule range = FirewallRule.allow(Direction.INPUT)
                .ports(TransportProtocol.TCP, new PortRange(8000, 8010), new PortRange(8005, 8020), PortRange.of(90));
        try (ThreeNetworks net = new ThreeNetworks();
                Firewall firewall = Firewall.install(net.router, "host", FirewallSpec.CLOSED.rule(ssh, range));
                ServerSocket s22 = listen(net.router, 22);
                ServerSocket s23 = listen(net.router, 23);
                ServerSocket s8015 = listen(net.router, 8015);
                ServerSocket back = listen(net.outside, 80)) {
            assertThat(connect(net.outside, ROUTER, 22, s22)).isEqualTo(OUTSIDE);
            assertThat(connect(net.outside, ROUTER6, 22, s22)).isEqualTo(OUTSIDE6);
            assertThat(connect(net.outside, ROUTER, 8015, s8015)).isEqualTo(OUTSIDE);
            assertThat(isClosed(net.outside, ROUTER, 23)).isTrue();
            assertThat(connect(net.router, OUTSIDE, 80, back)).isEqualTo(ROUTER); // answers come in
            assertThat(connect(net.router, Cidr.address("127.0.0.1"), 23, s23)).isNotNull();
            Counter counted = firewall.counter(ssh).orElseThrow();
            assertThat(counted.packets()).isEqualTo(2);
            assertThat(counted.bytes()).isPositive();
            assertThat(firewall.counter(FirewallRule.allow(Direction.INPUT).tcp(99)))
                    .isEmpty();
        }
    }

    @Test
    void whatIsPassedOn() throws Exception {
        FirewallSpec spec = FirewallSpec.CLOSED
                .policy(Direction.INPUT, Policy.ACCEPT)
                .rule(FirewallRule.allow(Direction.FORWARD)
                        .in(BRIDGE)
                        .out("up*")
                        .from(NETWORK, NETWORK6));
        try (ThreeNetworks net = new ThreeNetworks();
                Nat nat = Nat.install("nat", NAT.forward(PortForward.tcp(8080, INSIDE, 80)));
                Firewall firewall = Firewall.install("host", spec);
                ServerSocket out = listen(net.outside, 80);
                ServerSocket in = listen(net.inside, 80)) {
            assertThat(nat.isInstalled()).isTrue();
            assertThat(connect(net.inside, OUTSIDE, 80, out)).isEqualTo(ROUTER);
            assertThat(connect(net.inside, OUTSIDE6, 80, out)).isEqualTo(ROUTER6);
            assertThat(isClosed(net.outside, ROUTER, 8080)).isTrue();
            firewall.update(spec.rule(FirewallRule.allow(Direction.FORWARD)
                    .in(UPLINK)
                    .to(Cidr.of("10.7.0.2"))
                    .tcp(80)));
            assertThat(connect(net.outside, ROUTER, 8080, in)).isEqualTo(OUTSIDE);
            firewall.update(FirewallSpec.OPEN.isolate(BRIDGE, UPLINK));
            assertThat(isClosed(net.inside, OUTSIDE, 80)).isTrue();
            firewall.close();
            assertThat(connect(net.inside, OUTSIDE, 80, out)).isEqualTo(ROUTER);
        }
    }

    @Test
    void setsOfAddressesChangeWithoutTheRules() throws Exception {
        FirewallRule blocked =
                FirewallRule.reject(Direction.INPUT).fromSet("bad").tcp();
        FirewallSpec spec = FirewallSpec.OPEN.addresses("bad", List.of()).rule(blocked);
        try (ThreeNetworks net = new ThreeNetworks();
                Firewall firewall = Firewall.install("host", spec);
                ServerSocket server = listen(net.router, 80)) {
            assertThat(connect(net.outside, ROUTER, 80, server)).isEqualTo(OUTSIDE);
            firewall.setAddresses(
                    "bad",
                    List.of(
                            Cidr.of("192.0.2.0/24"),
                            Cidr.of("192.0.2.2"), // within the one before
                            Cidr.of("2001:db8::/32")));
            assertThat(isClosed(net.outside, ROUTER, 80)).isTrue();
            assertThat(isClosed(net.outside, ROUTER6, 80)).isTrue();
            assertThat(firewall.counter(blocked).orElseThrow().packets()).isEqualTo(2);
            firewall.reapply();
            assertThat(isClosed(net.outside, ROUTER, 80)).isTrue();
            firewall.setAddresses("bad", List.of(Cidr.of("198.51.100.0/24")));
            assertThat(connect(net.outside, ROUTER, 80, server)).isEqualTo(OUTSIDE);
            assertThatIllegalArgumentException().isThrownBy(() -> firewall.setAddresses("none", List.of()));
        }
    }

    @Test
    void outputAndLogsAndIcmp() throws Exception {
        FirewallSpec spec = FirewallSpec.OPEN
                .policy(Direction.OUTPUT, Policy.DROP)
                .rule(
                        FirewallRule.allow(Direction.OUTPUT).out(UPLINK).tcp(80).log("jlinux-test "),
                        FirewallRule.allow(Direction.OUTPUT).anyIcmp(),
                        FirewallRule.drop(Direction.FORWARD)
                                .udp(1)
                                .to(Cidr.of("10.0.0.0/8"), Cidr.of("172.16.0.0/12")));
        try (ThreeNetworks net = new ThreeNetworks();
                Firewall firewall = Firewall.install("host", spec);
                ServerSocket out = listen(net.outside, 80)) {
            assertThat(firewall.isInstalled()).isTrue();
            assertThat(connect(net.router, OUTSIDE, 80, out)).isEqualTo(ROUTER);
            assertThat(connect(net.router, OUTSIDE6, 80, out)).isEqualTo(ROUTER6);
            assertThat(isClosed(net.router, OUTSIDE, 81)).isTrue();
        }
    }

    /** Below Firewall: what a verdict map, a concatenation and a set with ranges decide about packets. */
    @Test
    void verdictMapsAndConcatenationsDecide() throws Exception {
        TableName table = TableName.of(Family.INET, "jlinux-test");
        ChainName input = table.chain("input");
        NftSet ports = NftSet.of(table, "ports", DataType.SERVICE).map(MapData.VERDICT);
        NftSet pairs = NftSet.of(table, "pairs", DataType.IPV4_ADDRESS, DataType.SERVICE)
                .flags(io.jlinux.net.nftables.SetFlag.INTERVAL);
        RuleSpec rule = RuleSpec.in(Family.INET);
        Batch batch = new Batch()
                .add(Table.of(table))
                .add(ports)
                .addElements(
                        ports,
                        List.of(
                                Element.of(ports.key(), 22).verdict(Verdict.ACCEPT),
                                Element.of(ports.key(), 23).verdict(Verdict.DROP)))
                .add(pairs)
                .addElements(
                        pairs,
                        List.of(Element.of(
                                pairs.key(), Cidr.of("192.0.2.0/28"), new io.jlinux.net.nftables.Span<>(100, 110))))
                .add(Chain.base(input, ChainType.FILTER, Hook.INPUT, Priority.FILTER))
                .append(input, rule.verdicts(ports, Field.TCP_DESTINATION_PORT))
                .append(
                        input,
                        rule.in(pairs, Field.IP_SOURCE, Field.TCP_DESTINATION_PORT)
                                .drop());
        try (ThreeNetworks net = new ThreeNetworks();
                Nftables nft = Nftables.in(net.router);
                ServerSocket s22 = listen(net.router, 22);
                ServerSocket s23 = listen(net.router, 23);
                ServerSocket s105 = listen(net.router, 105);
                ServerSocket s111 = listen(net.router, 111)) {
            nft.commit(batch);
            assertThat(connect(net.outside, ROUTER, 22, s22)).isEqualTo(OUTSIDE);
            assertThat(isClosed(net.outside, ROUTER, 23)).isTrue();
            assertThat(isClosed(net.outside, ROUTER, 105)).isTrue();
            assertThat(connect(net.outside, ROUTER, 111, s111)).isEqualTo(OUTSIDE);
            assertThat(connect(net.inside, Cidr.address("10.7.0.1"), 105, s105)).isEqualTo(INSIDE);
            assertThat(connect(net.inside, Cidr.address("fd00:7::1"), 105, s105))
                    .isEqualTo(INSIDE6);
            nft.commit(new Batch().deleteElements(ports, List.of(Element.of(ports.key(), 23))));
            assertThat(connect(net.outside, ROUTER, 23, s23)).isEqualTo(OUTSIDE);
        }
    }
}
