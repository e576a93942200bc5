package io.jlinux.net;

import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.IP;
import static io.jlinux.testkit.Requirement.ROOT;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.net.tool.IpTool;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The same questions asked of {@code ip}: what we make is what it sees, and what it makes is what we see. */
@Requires({ROOT, IP})
@InNamespace(NET)
@NoLeaks
class IpDifferentialTest {
    /** {@code ip} within the namespace of the calling thread, whatever thread the JDK starts processes from. */
    private static String ip(String... arguments) throws Exception {
        return run("", arguments);
    }

    /** Several commands, one a line. */
    private static void ipBatch(String lines) throws Exception {
        run(lines, "-batch", "-");
    }

    private static String run(String input, String... arguments) throws Exception {
        Path thread = Path.of("/proc/thread-self").toRealPath();
        List<String> command = new ArrayList<>(List.of("nsenter", "--net=" + thread.resolve("ns/net"), "ip"));
        command.addAll(List.of(arguments));
        Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (OutputStream stdin = p.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(p.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(p.exitValue()).as(out).isZero();
        return out;
    }

    private static Map<Integer, JsonNode> ipLinks() throws Exception {
        Map<Integer, JsonNode> links = new HashMap<>();
        for (JsonNode n : JsonMapper.shared().readTree(ip("-j", "-d", "link")))
            links.put(n.path("ifindex").asInt(), n);
        return links;
    }

    private static void assertSame(Link ours, JsonNode theirs, List<Link> all) {
        assertThat(ours.name()).isEqualTo(theirs.path("ifname").asString());
        assertThat(ours.mtu()).isEqualTo(theirs.path("mtu").asInt());
        assertThat(ours.mac().map(MacAddress::toString))
                .contains(theirs.path("address").asString());
        assertThat(ours.txQueueLength()).isEqualTo(theirs.path("txqlen").asInt(0));
        assertThat(ours.state().name()).isEqualTo(theirs.path("operstate").asString());
        assertThat(ours.kind())
                .isEqualTo(Optional.ofNullable(
                        theirs.path("linkinfo").path("info_kind").asString(null)));
        List<String> flags =
                theirs.path("flags").valueStream().map(JsonNode::asString).toList();
        assertThat(flags.contains("UP")).isEqualTo(ours.isUp());
        assertThat(flags.contains("LOWER_UP")).isEqualTo(ours.hasCarrier());
        String group = theirs.path("group").asString();
        assertThat(ours.group()).isEqualTo(group.equals("default") ? 0 : Integer.parseInt(group));
        OptionalInt master = all.stream()
                .filter(l -> l.name().equals(theirs.path("master").asString(null)))
                .mapToInt(Link::index)
                .findAny();
        assertThat(ours.master()).isEqualTo(master);
        if (theirs.has("link_index"))
            assertThat(ours.linkedIndex()).hasValue(theirs.path("link_index").asInt());
        if (theirs.has("link_netnsid")) {
            assertThat(ours.linkedNamespaceId())
                    .hasValue(theirs.path("link_netnsid").asInt());
        }
        assertThat(ours.alternativeNames())
                .isEqualTo(theirs.path("altnames")
                        .valueStream()
                        .map(JsonNode::asString)
                        .toList());
        assertThat(ours.alias())
                .isEqualTo(Optional.ofNullable(theirs.path("ifalias").asString(null)));
    }

    /** The kernel goes on to set states after a change: what is asked at two moments is asked again where it differs. */
    private static void assertLinksAreTheSame() throws Exception {
        for (int attempt = 1; ; attempt++) {
            List<Link> ours = Links.here().list();
            Map<Integer, JsonNode> theirs = ipLinks();
            try {
                assertThat(ours).extracting(Link::index).hasSameElementsAs(theirs.keySet());
                for (Link link : ours) assertSame(link, requireNonNull(theirs.get(link.index())), ours);
                return;
            } catch (AssertionError e) {
                if (attempt == 10) throw e;
                Thread.sleep(50L * attempt);
            }
        }
    }

    @Test
    void ipSeesWhatWeMake() throws Exception {
        Links.loopback().up();
        try (Neighbour other = Neighbour.create();
                Bridge bridge =
                        Bridge.create(BridgeSpec.of("jl0").stp(true).mtu(1400).up());
                Veth far = Veth.create(VethSpec.of("jl0-a", "eth0")
                        .master(bridge)
                        .group(7)
                        .txQueueLength(0)
                        .mac(MacAddress.of("02:00:00:00:00:11"))
                        .peerNamespace(other.handle())
                        .up());
                Veth near = Veth.create("a", "b")) {
            assertLinksAreTheSame();
            assertThat(requireNonNull(ipLinks().get(bridge.index()))
                            .path("linkinfo")
                            .path("info_data")
                            .path("stp_state")
                            .asInt())
                    .isEqualTo(1);
            assertThat(near.index()).isNotEqualTo(far.index());
        }
    }

    @Test
    void aPairHasAsManyQueuesAsAreAskedFor() throws Exception {
        try (Veth pair = Veth.create(VethSpec.of("q", "r").queues(1, 3))) {
            assertThat(pair.peerIndex()).isPositive();
            for (String name : List.of("q", "r")) {
                JsonNode theirs = IpTool.ipJson("-d link show " + name).get(0);
                assertThat(theirs.path("num_tx_queues").asInt()).isEqualTo(1);
                assertThat(theirs.path("num_rx_queues").asInt()).isEqualTo(3);
            }
        }
    }

    @Test
    void weSeeWhatIpMakes() throws Exception {
        ipBatch("""
                link add name a mtu 1300 type veth peer name b address 02:00:00:00:00:22
                link add br0 type bridge
                link set dev a master br0
                link set dev a up
                link set dev b up alias text
                link property add dev b altname a-name-of-more-than-fifteen-bytes
                address add 10.7.0.1/24 brd + dev b
                address add 10.9.0.1 peer 10.9.0.2/32 dev b
                address add fd00:7::1/64 nodad dev b
                """);
        Links.here().device("br0").up();
        assertThat(Links.here().device("br0").awaitRunning(Duration.ofSeconds(20)))
                .isTrue();
        assertLinksAreTheSame();
        assertThat(Links.here().get("a-name-of-more-than-fifteen-bytes").name()).isEqualTo("b");
        assertThat(Addresses.here().list(Links.here().get("b").index()))
                .extracting(x ->
                        x.cidr() + " " + x.broadcast().map(IpLiteral::format).orElse("-") + " "
                                + x.peer().map(IpLiteral::format).orElse("-"))
                .contains("10.7.0.1/24 10.7.0.255 -", "10.9.0.1/32 - 10.9.0.2", "fd00:7::1/64 - -");
        Links.here().device("a").delete();
        Links.here().device("br0").delete();
        assertLinksAreTheSame();
    }

    @Test
    void addressesAndRoutesAreTheSame() throws Exception {
        try (Veth veth = Veth.create(VethSpec.of("a", "b")
                .address(Cidr.of("10.7.0.1/24"))
                .address(Cidr.of("fd00:7::1/64"))
                .gateway(Cidr.address("10.7.0.2"))
                .up())) {
            Routes.here().add(Route.to(Cidr.of("10.8.0.0/16")).dev(veth.index()).metric(7));
            JsonNode addresses = JsonMapper.shared().readTree(ip("-j", "address", "show", "dev", "a"));
            assertThat(addresses
                            .get(0)
                            .path("addr_info")
                            .valueStream()
                            .map(n -> n.path("local").asString() + "/"
                                    + n.path("prefixlen").asInt()))
                    .hasSameElementsAs(veth.device().addresses().stream()
                            .map(a -> a.cidr().toString())
                            .toList());
            assertThat(ipRoutes("-4")).isEqualTo(ourRoutes(false));
            assertThat(ipRoutes("-6")).isEqualTo(ourRoutes(true));
        }
    }

    private static List<String> ipRoutes(String family) throws Exception {
        List<String> routes = new ArrayList<>();
        for (JsonNode n : JsonMapper.shared().readTree(ip("-j", family, "route"))) {
            String to = n.path("dst").asString();
            if (to.equals("default")) to = family.equals("-4") ? "0.0.0.0/0" : "::/0";
            routes.add(to + " via " + n.path("gateway").asString("-") + " dev "
                    + n.path("dev").asString() + " metric " + n.path("metric").asString("-"));
        }
        return routes.stream().sorted().toList();
    }

    private static List<String> ourRoutes(boolean ipv6) throws Exception {
        List<String> routes = new ArrayList<>();
        for (Route r : Routes.here().list()) {
            if (r.destination().isIpv6() != ipv6) continue;
            String dev = Links.here().get(r.linkIndex().getAsInt()).name();
            String metric = r.metric().isPresent() ? "" + r.metric().getAsLong() : "-";
            routes.add(r.destination() + " via "
                    + r.gateway().map(IpLiteral::format).orElse("-") + " dev " + dev + " metric " + metric);
        }
        return routes.stream().sorted().toList();
    }
}
