package io.jlinux.net;

import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.IP;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.tool.IpTool;
import io.jlinux.sys.Errno;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Rules, tables, types and metrics of routes, next hops and neighbours: as {@code ip} tells them, and as we tell what it made. */
@Requires({ROOT, IP})
@InNamespace(NET)
@NoLeaks
class PolicyRoutingTest {
    @Test
    void rules() throws Exception {
        Rules rules = Rules.here();
        Rule ours = Rule.ipv4()
                .from(Cidr.of("10.8.0.0/16"))
                .with(Rule.PRIORITY, 100L)
                .with(Rule.MARK, 7L)
                .with(Rule.INCOMING, "lo")
                .with(Rule.IP_PROTOCOL, 17)
                .with(Rule.DESTINATION_PORTS, new PortRange(53, 54))
                .lookup(1000);
        rules.add(ours);
        JsonNode theirs = IpTool.ipJson("rule show priority 100").get(0);
        assertThat(theirs.path("src").asString() + "/" + theirs.path("srclen").asString())
                .isEqualTo("10.8.0.0/16");
        assertThat(theirs.path("fwmark").asString()).isEqualTo("0x7");
        assertThat(theirs.path("iif").asString()).isEqualTo("lo");
        assertThat(theirs.path("table").asString()).isEqualTo("1000");
        assertThat(theirs.path("ipproto").asString()).isEqualTo("udp");
        assertThat(theirs.path("dport_start").asInt()).isEqualTo(53);
        assertThatExceptionOfType(NetlinkException.class)
                .isThrownBy(() -> rules.add(ours))
                .matches(e -> e.errno() == Errno.EEXIST);

        IpTool.ip("-6 rule add priority 0 to fd00::/8 prohibit");
        IpTool.ip("rule add priority 200 not from 10.9.0.0/16 lookup 77 suppress_prefixlength 0");
        List<Rule> all = rules.list();
        assertThat(all)
                .filteredOn(r -> Optional.of(100L).equals(priority(r)))
                .singleElement()
                .satisfies(r -> {
                    assertThat(r.get(Rule.DESTINATION_PORTS)).contains(new PortRange(53, 54));
                    assertThat(r.get(Rule.MARK)).contains(7L);
                    assertThat(r.source()).isEqualTo(Cidr.of("10.8.0.0/16"));
                });
        assertThat(all)
                .filteredOn(r -> Optional.of(200L).equals(priority(r)))
                .singleElement()
                .satisfies(r -> {
                    assertThat(r.inverted()).isTrue();
                    assertThat(r.table()).isEqualTo(77);
                    assertThat(r.get(Rule.SUPPRESS_PREFIX_LENGTH)).contains(0L);
                });
        assertThat(all).filteredOn(Rule::ipv6).anySatisfy(r -> {
            assertThat(r.action()).isEqualTo(RuleAction.PROHIBIT);
            assertThat(r.destination()).isEqualTo(Cidr.of("fd00::/8"));
        });
        rules.remove(ours);
        assertThat(IpTool.ip("rule show priority 100")).isBlank();
    }

    private static Optional<Long> priority(Rule rule) {
        try {
            return rule.get(Rule.PRIORITY);
        } catch (NetlinkException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void typesTablesAndMetricsOfRoutes() throws Exception {
        try (Veth veth = OverVeth.connected()) {
            Routes routes = Routes.here();
            routes.add(Route.to(Cidr.of("10.66.0.0/16")).type(RouteType.BLACKHOLE));
            routes.add(
                    Route.to(Cidr.of("10.67.0.0/16")).type(RouteType.PROHIBIT).table(5000));
            routes.add(Route.to(Cidr.of("10.68.0.0/16"))
                    .via(Cidr.address("10.7.0.2"))
                    .with(Route.Metric.MTU, 1300)
                    .with(Route.Metric.INITCWND, 20)
                    .protocol(111));
            routes.add(Route.to(Cidr.of("10.69.0.0/16"))
                    .via(Cidr.address("192.168.1.1"))
                    .dev(veth.index())
                    .onLinkGateway());
            assertThat(IpTool.ip("route show 10.66.0.0/16")).startsWith("blackhole");
            assertThat(IpTool.ip("route show table 5000")).startsWith("prohibit 10.67.0.0/16");
            String third = IpTool.ip("route show 10.68.0.0/16");
            assertThat(third).contains("mtu 1300").contains("initcwnd 20").contains("proto 111");
            assertThat(IpTool.ip("route show 10.69.0.0/16")).contains("via 192.168.1.1 dev a onlink");

            IpTool.ip("route add unreachable 10.70.0.0/16 metric 9");
            IpTool.ip("route add 10.71.0.0/16 via 10.7.0.3 advmss 1000 table 6000");
            IpTool.ip("route add 10.72.0.0/16 nexthop via 10.7.0.4 weight 3 nexthop via 10.7.0.5");
            List<Route> all = routes.listAll();
            assertThat(all).anySatisfy(r -> {
                assertThat(r.destination()).isEqualTo(Cidr.of("10.70.0.0/16"));
                assertThat(r.type()).isEqualTo(7);
                assertThat(r.metric()).hasValue(9);
            });
            assertThat(all).anySatisfy(r -> {
                assertThat(r.table()).isEqualTo(6000);
                assertThat(r.get(Route.Metric.ADVMSS)).hasValue(1000);
                assertThat(r.get(Route.Metric.MTU)).isEmpty();
            });
            assertThat(all)
                    .anySatisfy(r ->
                            assertThat(r.nextHops()).extracting(NextHop::weight).containsExactly(3, 1));
            assertThat(routes.list(5000))
                    .singleElement()
                    .satisfies(r -> assertThat(r.type()).isEqualTo(8));
        }
    }

    private static Route to(String destination) throws Exception {
        return Routes.here().listAll().stream()
                .filter(r -> r.destination().equals(Cidr.of(destination)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void packetsOfARouteArePackedIntoOthers() throws Exception {
        try (Veth veth = OverVeth.connected()) {
            Routes routes = Routes.here();
            IpEncapsulation four = IpEncapsulation.to(Cidr.address("192.0.2.7"))
                    .from(Cidr.address("192.0.2.1"))
                    .id(42)
                    .ttl(9);
            routes.add(Route.to(Cidr.of("10.81.0.0/16")).dev(veth.index()).encapsulated(four));
            assertThat(IpTool.ip("route show 10.81.0.0/16"))
                    .contains("encap ip id 42 src 192.0.2.1 dst 192.0.2.7 ttl 9");
            assertThat(to("10.81.0.0/16").encapsulation()).contains(four);
            IpTool.ip("route add 10.82.0.0/16 encap ip id 42 src 192.0.2.1 dst 192.0.2.7 ttl 9 dev a");
            assertThat(to("10.82.0.0/16").encapsulation()).contains(four);

            IpEncapsulation six = IpEncapsulation.to(Cidr.address("fd00:9::7")).id(7);
            routes.add(Route.to(Cidr.of("10.83.0.0/16")).dev(veth.index()).encapsulated(six));
            assertThat(IpTool.ip("route show 10.83.0.0/16"))
                    .contains("encap ip6 id 7")
                    .contains("dst fd00:9::7");
            assertThat(to("10.83.0.0/16").encapsulation()).contains(six);

            NextHop plain = new NextHop(Optional.of(Cidr.address("10.7.0.2")), veth.index(), 1);
            NextHop packed = new NextHop(Optional.of(Cidr.address("10.7.0.3")), veth.index(), 2, Optional.of(four));
            routes.add(Route.to(Cidr.of("10.84.0.0/16")).over(List.of(plain, packed)));
            assertThat(IpTool.ip("route show 10.84.0.0/16")).contains("encap ip id 42");
            assertThat(to("10.84.0.0/16").nextHops()).containsExactly(plain, packed);
        }
    }

    @Test
    @Requires(Requirement.ROUTE_SEG6)
    void packetsOfARouteGoByAListOfHosts() throws Exception {
        try (Veth veth = OverVeth.connected()) {
            for (SegmentEncapsulation.Mode mode :
                    List.of(SegmentEncapsulation.Mode.ENCAPSULATE, SegmentEncapsulation.Mode.INLINE)) {
                String word = mode == SegmentEncapsulation.Mode.INLINE ? "inline" : "encap";
                SegmentEncapsulation list =
                        new SegmentEncapsulation(mode, List.of(Cidr.address("fd00:8::1"), Cidr.address("fd00:8::2")));
                Routes.here()
                        .add(Route.to(Cidr.of("fd00:81::/32")).dev(veth.index()).encapsulated(list));
                assertThat(IpTool.ip("-6 route show fd00:81::/32"))
                        .contains("encap seg6 mode " + word + " segs")
                        .contains("fd00:8::1 fd00:8::2");
                assertThat(to("fd00:81::/32").encapsulation()).contains(list);
                Routes.here().delete(to("fd00:81::/32"));
                IpTool.ip("-6 route add fd00:82::/32 encap seg6 mode " + word + " segs fd00:8::1,fd00:8::2 dev a");
                assertThat(to("fd00:82::/32").encapsulation()).contains(list);
                Routes.here().delete(to("fd00:82::/32"));
            }
        }
    }

    @Test
    @Requires(Requirement.ROUTE_MPLS)
    void packetsOfARouteGetLabels() throws Exception {
        try (Veth veth = OverVeth.connected()) {
            MplsEncapsulation labels = new MplsEncapsulation(List.of(100, 200), Optional.of(9));
            Routes.here()
                    .add(Route.to(Cidr.of("10.85.0.0/16")).dev(veth.index()).encapsulated(labels));
            assertThat(IpTool.ip("route show 10.85.0.0/16").replaceAll("\\s+", " "))
                    .contains("encap mpls 100/200 ttl 9");
            assertThat(to("10.85.0.0/16").encapsulation()).contains(labels);
            IpTool.ip("route add 10.86.0.0/16 encap mpls 100/200 ttl 9 dev a");
            assertThat(to("10.86.0.0/16").encapsulation()).contains(labels);
        }
    }

    @Test
    void nextHopObjects() throws Exception {
        Links.loopback().up(); // where a blackhole is
        try (Veth veth = OverVeth.connected()) {
            NextHopObjects hops = NextHopObjects.here();
            NextHopObject one = NextHopObject.via(1, Cidr.address("10.7.0.2"), veth.index());
            NextHopObject two = NextHopObject.via(2, Cidr.address("10.7.0.3"), veth.index());
            NextHopObject both =
                    NextHopObject.group(10, List.of(new NextHopObject.Member(1, 5), new NextHopObject.Member(2, 1)));
            hops.add(one);
            hops.add(two);
            hops.add(both);
            hops.add(NextHopObject.blackhole(3, true));
            IpTool.ip("nexthop add id 4 via fd00:7::2 dev a");
            assertThat(hops.list())
                    .contains(one, two, both, NextHopObject.blackhole(3, true))
                    .contains(NextHopObject.via(4, Cidr.address("fd00:7::2"), veth.index()));
            assertThat(IpTool.ip("nexthop show id 10")).contains("group 1,5/2");
            Routes.here().add(Route.to(Cidr.of("10.80.0.0/16")).nextHop(10));
            assertThat(IpTool.ip("route show 10.80.0.0/16")).contains("nhid 10");
            assertThat(Routes.here().list())
                    .anySatisfy(r -> assertThat(r.nextHopId()).hasValue(10));
            hops.replace(NextHopObject.via(2, Cidr.address("10.7.0.9"), veth.index()));
            assertThat(IpTool.ip("nexthop show id 2")).contains("via 10.7.0.9");
            hops.remove(10);
            assertThat(IpTool.ip("route show 10.80.0.0/16")).isBlank();
            assertThatExceptionOfType(NetlinkException.class)
                    .isThrownBy(() -> hops.remove(10))
                    .matches(e -> e.errno() == Errno.ENOENT);
        }
    }

    @Test
    void neighbours() throws Exception {
        try (Veth veth = OverVeth.connected()) {
            Neighbours neighbours = Neighbours.here();
            MacAddress mac = MacAddress.of("02:00:00:00:00:42");
            NeighbourEntry four = NeighbourEntry.permanent(veth.index(), Cidr.address("10.7.0.9"), mac);
            NeighbourEntry six = NeighbourEntry.permanent(veth.index(), Cidr.address("fd00:7::9"), mac);
            neighbours.add(four);
            neighbours.add(six);
            IpTool.ip("neigh add 10.7.0.10 lladdr 02:00:00:00:00:43 dev a nud permanent");
            JsonNode theirs = IpTool.ipJson("neigh show 10.7.0.9").get(0);
            assertThat(theirs.path("lladdr").asString()).isEqualTo(mac.toString());
            assertThat(theirs.path("state").toString()).contains("PERMANENT");
            assertThat(neighbours.list(veth.index()))
                    .contains(four, six)
                    .contains(NeighbourEntry.permanent(
                            veth.index(), Cidr.address("10.7.0.10"), MacAddress.of("02:00:00:00:00:43")));
            neighbours.add(NeighbourEntry.proxy(veth.index(), Cidr.address("10.7.0.77")));
            assertThat(IpTool.ip("neigh show proxy")).contains("10.7.0.77 dev a");
            assertThat(neighbours.proxies())
                    .containsExactly(NeighbourEntry.proxy(veth.index(), Cidr.address("10.7.0.77")));
            neighbours.remove(four);
            assertThat(neighbours.list()).doesNotContain(four).contains(six);
        }
    }

    @Test
    void neighboursThatAProgramKnowsOf() throws Exception {
        try (Veth veth = OverVeth.connected()) {
            Neighbours neighbours = Neighbours.here();
            MacAddress mac = MacAddress.of("02:00:00:00:00:42");
            NeighbourEntry four = NeighbourEntry.learned(veth.index(), Cidr.address("10.7.0.9"), mac);
            NeighbourEntry six = NeighbourEntry.learned(veth.index(), Cidr.address("fd00:7::9"), mac);
            NeighbourEntry theirs = NeighbourEntry.learned(veth.index(), Cidr.address("10.7.0.10"), mac);
            neighbours.replaceAll(List.of(four, six));
            neighbours.replaceAll(List.of(six));
            IpTool.ip("neigh add 10.7.0.10 lladdr " + mac + " dev a nud reachable extern_learn");
            assertThat(neighbours.list(veth.index())).contains(four, six, theirs);
            for (String address : List.of("10.7.0.9", "fd00:7::9")) {
                JsonNode read = IpTool.ipJson("neigh show " + address).get(0);
                assertThat(read.path("lladdr").asString()).isEqualTo(mac.toString());
                assertThat(read.has("extern_learn")).as(read.toString()).isTrue();
            }
            neighbours.removeAll(List.of(four, six, six, theirs));
            assertThat(neighbours.list(veth.index())).doesNotContain(four, six, theirs);
        }
    }

    @Test
    void idsOfNamespaces() throws Exception {
        try (Neighbour other = Neighbour.create();
                Neighbour third = Neighbour.create()) {
            NamespaceIds ids = NamespaceIds.here();
            assertThat(ids.of(other.handle())).isEmpty();
            ids.assign(other.handle(), 77);
            assertThat(ids.of(other.handle())).hasValue(77);
            int chosen = ids.assign(third.handle());
            assertThat(ids.list()).contains(77, chosen);
            assertThatExceptionOfType(NetlinkException.class)
                    .isThrownBy(() -> ids.assign(other.handle(), 78))
                    .matches(e -> e.errno() == Errno.EEXIST);
            try (Veth veth = Veth.create(VethSpec.of("a", "far").peerNamespace(other.handle()))) {
                assertThat(Links.here().listIn(77)).extracting(Link::name).containsExactlyInAnyOrder("lo", "far");
                Addresses.in(other.handle()).add(veth.peerIndex(), Cidr.of("10.7.0.77/24"));
                assertThat(Addresses.here().listIn(77))
                        .extracting(LinkAddress::cidr)
                        .containsExactly(Cidr.of("10.7.0.77/24"));
                assertThatExceptionOfType(NetlinkException.class)
                        .isThrownBy(() -> Addresses.here().listIn(78))
                        .matches(e -> e.errno() == Errno.EINVAL);
                assertThat(veth.device().link().linkedNamespaceId()).hasValue(77);
                assertThat(IpTool.ip("link show dev a")).contains("link-netnsid 77");
            }
        }
    }
}
