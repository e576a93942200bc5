package io.jlinux.net;

import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.IP;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.tool.IpTool;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Routes with a gateway of the other family, a DS field, a source: {@code ip} tells ours as its own, and we tell its as ours. */
@Requires({ROOT, IP})
@InNamespace(NET)
@NoLeaks
class RouteFormsTest extends OverVeth {
    /** Adds {@code route}, has {@code ip} read it, deletes it; makes it by {@code ip} with {@code words}, and compares. */
    private JsonNode same(Route route, String words) throws Exception {
        String family = route.destination().isIpv6() ? "-6 " : "-4 ";
        Routes routes = Routes.here();
        routes.add(route);
        Route ours = only(route);
        JsonNode oursByIp = onlyByIp(family, route);
        routes.delete(route);
        assertThat(routes.list()).doesNotContain(ours);
        IpTool.ip(family + "route add " + words);
        assertThat(only(route)).isEqualTo(ours);
        assertThat(onlyByIp(family, route)).isEqualTo(oursByIp);
        routes.delete(route);
        assertThat(ours.source()).isEqualTo(route.source());
        assertThat(ours.typeOfService()).isEqualTo(route.typeOfService());
        assertThat(ours.gateway()).isEqualTo(route.gateway());
        assertThat(ours.nextHops()).isEqualTo(route.nextHops());
        return oursByIp;
    }

    private static Route only(Route like) throws Exception {
        List<Route> found = Routes.here().list().stream()
                .filter(r -> r.destination().equals(like.destination()))
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static JsonNode onlyByIp(String family, Route like) throws Exception {
        String to = like.isDefault() ? "default" : like.destination().toString();
        JsonNode all = IpTool.ipJson(family + "route show " + to);
        assertThat(all.size()).as(all.toString()).isEqualTo(1);
        return all.get(0);
    }

    @Test
    void ipv4ThroughAGatewayOfIpv6() throws Exception {
        JsonNode via = same(
                        Route.to(Cidr.of("10.8.0.0/16"))
                                .via(Cidr.address("fd00:7::2"))
                                .dev(veth.index()),
                        "10.8.0.0/16 via inet6 fd00:7::2 dev a")
                .path("via");
        assertThat(via.path("family").asString()).isEqualTo("inet6");
        assertThat(via.path("host").asString()).isEqualTo("fd00:7::2");
        same(Route.to(Cidr.ALL_IPV4).via(Cidr.address("fe80::7")).dev(veth.index()), "default via inet6 fe80::7 dev a");
        NextHop six = new NextHop(Optional.of(Cidr.address("fd00:7::2")), veth.index(), 2);
        NextHop four = new NextHop(Optional.of(Cidr.address("10.7.0.2")), veth.index(), 1);
        same(
                Route.to(Cidr.of("10.9.0.0/16")).over(List.of(six, four)),
                "10.9.0.0/16 nexthop via inet6 fd00:7::2 dev a weight 2 nexthop via 10.7.0.2 dev a weight 1");
    }

    @Test
    void ofADsField() throws Exception {
        Route plain = Route.to(Cidr.of("10.8.0.0/16")).via(Cidr.address("10.7.0.2"));
        JsonNode fast = same(plain.typeOfService(0x10), "10.8.0.0/16 dsfield 0x10 via 10.7.0.2");
        assertThat(fast.path("tos").asString()).isEqualTo("0x10");
        assertThat(same(plain, "10.8.0.0/16 via 10.7.0.2").has("tos")).isFalse();
        Routes.here().add(plain);
        Routes.here().add(plain.typeOfService(0x10).via(Cidr.address("10.7.0.3")));
        assertThat(Routes.here()
                        .get(RouteQuery.to(Cidr.address("10.8.0.1")).typeOfService(0x10))
                        .gateway())
                .contains(Cidr.address("10.7.0.3"));
        assertThat(Routes.here().list())
                .filteredOn(r -> r.destination().equals(plain.destination()))
                .extracting(Route::typeOfService)
                .containsExactlyInAnyOrder(0, 0x10);
        Routes.here().delete(plain.typeOfService(0x10).via(Cidr.address("10.7.0.3")));
        assertThat(only(plain).typeOfService()).isZero();
    }

    @Test
    void ipv6FromASource() throws Exception {
        Route from = Route.to(Cidr.of("fd00:8::/48"))
                .from(Cidr.of("fd00:9::/48"))
                .via(Cidr.address("fd00:7::2"))
                .metric(1024);
        try {
            Routes.here().add(from);
            Routes.here().delete(from);
        } catch (NetlinkException e) {
            Assumptions.assumeFalse(e.getMessage().contains("IPV6_SUBTREES"), "no IPV6_SUBTREES in this kernel");
            throw e;
        }
        JsonNode told = same(from, "fd00:8::/48 from fd00:9::/48 via fd00:7::2 metric 1024");
        assertThat(told.path("from").asString()).isEqualTo("fd00:9::/48");
        Route any = Route.to(Cidr.of("fd00:8::/48")).via(Cidr.address("fd00:7::3"));
        assertThat(same(any, "fd00:8::/48 via fd00:7::3").has("from")).isFalse();
    }
}
