package io.jlinux.net.firewall;

import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.NFT;
import static io.jlinux.testkit.Requirement.NFTABLES;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.net.Cidr;
import io.jlinux.net.PortRange;
import io.jlinux.net.TransportProtocol;
import io.jlinux.net.container.BridgeNetworkSpec;
import io.jlinux.net.container.ContainerNetwork;
import io.jlinux.net.firewall.FirewallRule.Direction;
import io.jlinux.net.nftables.Nftables;
import io.jlinux.net.nftables.Ruleset;
import io.jlinux.net.tool.NftTool;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tables that {@link Nat}, {@link Firewall} and container networks write are rules as {@code nft} writes them: loaded from
 * its own listing into another namespace, they are the same for {@code nft -j} and for us.
 */
@Requires({ROOT, NFTABLES, NFT})
@InNamespace(NET)
@NoLeaks
@Timeout(60)
class OwnTablesDifferentialTest {
    private static final InetAddress WEB = Cidr.address("10.7.0.2");
    private static final InetAddress WEB6 = Cidr.address("fd00:7::2");

    private static final NatSpec NAT = NatSpec.NONE
            .masquerade(Cidr.of("10.7.0.0/24"), "jl0")
            .masquerade(Cidr.of("fd00:7::/64"))
            .localhost("jl0")
            .forward(
                    PortForward.tcp(8080, WEB, 80),
                    PortForward.tcp(8080, WEB6, 80),
                    PortForward.udp(5353, Cidr.address("10.8.0.2"), 53).on(Cidr.address("192.0.2.1")),
                    PortForward.of(TransportProtocol.TCP, new PortRange(5000, 5010), WEB, 6000),
                    PortForward.of(TransportProtocol.UDP, new PortRange(7000, 7010), WEB, 7000),
                    PortForward.of(TransportProtocol.SCTP, PortRange.of(9), WEB6, 9));

    private static final FirewallSpec FIREWALL = FirewallSpec.CLOSED
            .addresses("office", List.of(Cidr.of("192.0.2.0/24"), Cidr.of("2001:db8::/32"), Cidr.of("198.51.100.7")))
            .addresses("nobody", List.of())
            .rule(
                    FirewallRule.allow(Direction.INPUT)
                            .fromSet("office")
                            .tcp(22, 443)
                            .comment("ssh"),
                    FirewallRule.allow(Direction.INPUT)
                            .ports(TransportProtocol.UDP, new PortRange(8000, 8010), PortRange.of(90)),
                    FirewallRule.drop(Direction.INPUT).toSet("nobody").udp(),
                    FirewallRule.reject(Direction.INPUT).tcp(113).log("ident "),
                    FirewallRule.reject(Direction.FORWARD).in("veth*").to(Cidr.of("10.0.0.0/8"), Cidr.of("fd00::/8")),
                    FirewallRule.allow(Direction.FORWARD).in("jl0").out("eth0").from(Cidr.of("10.7.0.0/24")),
                    FirewallRule.allow(Direction.OUTPUT).anyIcmp());

    @TempDir
    Path directory;

    /** What it says of each object, without numbers and counts. */
    private record Listing(List<String> nft, List<String> ours) {
        static Listing take() throws Exception {
            try (Nftables nft = Nftables.current()) {
                Ruleset r = nft.ruleset();
                List<String> ours = new ArrayList<>();
                r.tables().forEach(t -> ours.add("table " + t.name() + " " + t.comment()));
                r.chains().forEach(c -> ours.add("chain " + c.name() + " " + c.base() + " " + c.comment()));
                r.rules().forEach(x -> ours.add("rule " + x.chain() + " " + x.expressions() + " " + x.comment()));
                r.sets()
                        .forEach(s -> ours.add(
                                "set " + s.set().table() + " " + s.set().name() + " "
                                        + s.set().key() + " " + s.set().flags() + " "
                                        + s.elements().stream()
                                                .map(Object::toString)
                                                .sorted()
                                                .toList()));
                return new Listing(plain(NftTool.json().stream()), plain(ours.stream()));
            }
        }

        private static List<String> plain(Stream<String> lines) {
            return lines.map(l -> l.replaceAll("\"?(packets|bytes)\"?[:=][0-9]+", "$1"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void whatTheyWriteIsTheSameWhenNftHasWrittenIt() throws Exception {
        BridgeNetworkSpec network = BridgeNetworkSpec.of("jl0", Cidr.of("10.7.0.0/24"), Cidr.of("fd00:7::/64"))
                .directory(directory);
        try (ContainerNetwork containers = ContainerNetwork.bridge(network);
                Nat nat = Nat.install("nat", NAT);
                Firewall firewall = Firewall.install("host", FIREWALL);
                NamespaceHandle other = Namespace.NET.create()) {
            assertThat(List.of(containers.name(), nat.name(), firewall.name())).containsExactly("jl0", "nat", "host");
            Listing here = Listing.take();
            assertThat(here.ours()).filteredOn(l -> l.startsWith("table")).hasSize(3);
            String text = NftTool.list();
            Listing there = other.call(() -> {
                NftTool.load(text);
                return Listing.take();
            });
            assertThat(there.nft()).isEqualTo(here.nft());
            assertThat(there.ours()).isEqualTo(here.ours());
        }
    }
}
