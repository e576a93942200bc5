package io.jlinux.net;

import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.sys.Errno;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@Requires(ROOT)
@InNamespace(NET)
@NoLeaks
class RoutesTest extends OverVeth {
    private static final InetAddress GATEWAY = Cidr.address("10.7.0.2");
    private static final InetAddress GATEWAY6 = Cidr.address("fd00:7::2");

    @Test
    void aNewNamespaceHasNoRoutes() throws Exception {
        try (Neighbour other = Neighbour.create()) {
            assertThat(Routes.in(other.handle()).list()).isEmpty();
            assertThat(Routes.in(other.handle()).list(4711)).isEmpty();
        }
    }

    @Test
    void anAddressBringsTheRouteToItsNetwork() throws Exception {
        assertThat(Routes.here().list())
                .filteredOn(r -> r.destination().equals(Cidr.of("10.7.0.0/24")))
                .singleElement()
                .satisfies(r -> assertThat(r.linkIndex()).hasValue(veth.index()))
                .satisfies(r -> assertThat(r.preferredSource()).contains(Cidr.address("10.7.0.1")))
                .satisfies(r -> assertThat(r.gateway()).isEmpty());
    }

    @Test
    void routesOfBothFamiliesAreAddedListedAndDeleted() throws Exception {
        Routes routes = Routes.here();
        List<Route> added = List.of(
                Route.defaultVia(GATEWAY),
                Route.defaultVia(GATEWAY6),
                Route.to(Cidr.of("10.8.0.0/16")).via(GATEWAY).metric(100).preferredSource(Cidr.address("10.7.0.1")),
                Route.to(Cidr.of("10.9.0.0/24")).dev(veth.index()),
                Route.to(Cidr.of("10.11.0.0/24")).via(GATEWAY).table(4711),
                Route.to(Cidr.of("fd00:8::/48")).via(GATEWAY6).metric(4_000_000_000L),
                Route.to(Cidr.of("fd00:9::/48")).dev(veth.index()));
        for (Route route : added) routes.add(route);
        for (Route route : added) {
            assertThat(routes.list(route.table()))
                    .filteredOn(r -> r.destination().equals(route.destination()))
                    .singleElement()
                    .satisfies(r -> assertThat(r.gateway()).isEqualTo(route.gateway()))
                    .satisfies(r -> assertThat(r.linkIndex()).hasValue(veth.index()))
                    .satisfies(r -> assertThat(r.scope()).isEqualTo(route.scope()))
                    .satisfies(r -> {
                        if (route.metric().isPresent()) assertThat(r.metric()).isEqualTo(route.metric());
                    });
        }
        for (Route route : added) routes.delete(route);
        assertThat(routes.list())
                .extracting(Route::destination)
                .doesNotContainAnyElementsOf(
                        added.stream().map(Route::destination).toList());
        assertThat(routes.list(4711)).isEmpty();
    }

    @Test
    void aMultipathRouteIsReadAsItWasWritten() throws Exception {
        List<NextHop> hops = List.of(
                new NextHop(Optional.of(GATEWAY), veth.index(), 1),
                new NextHop(Optional.of(Cidr.address("10.7.0.3")), veth.index(), 200));
        Cidr to = Cidr.of("10.12.0.0/16");
        Routes.here().add(Route.to(to).over(hops));
        assertThat(Routes.here().list())
                .filteredOn(r -> r.destination().equals(to))
                .singleElement()
                .satisfies(r -> assertThat(r.nextHops()).isEqualTo(hops));
    }

    @Test
    void replaceTakesThePlace() throws Exception {
        Routes.here().add(Route.defaultVia(GATEWAY));
        Routes.here().replace(Route.defaultVia(Cidr.address("10.7.0.9")));
        assertThat(Routes.here().list())
                .filteredOn(r -> r.isDefault() && !r.destination().isIpv6())
                .singleElement()
                .satisfies(r -> assertThat(r.gateway()).contains(Cidr.address("10.7.0.9")));
    }

    @Test
    void whatCannotBeIsToldWithTheReason() throws Exception {
        Routes routes = Routes.here();
        routes.add(Route.defaultVia(GATEWAY));
        assertThatExceptionOfType(NetlinkException.class)
                .isThrownBy(() -> routes.add(Route.defaultVia(GATEWAY)))
                .matches(e -> e.errno() == Errno.EEXIST)
                .withMessageContaining("add route default via 10.7.0.2: EEXIST")
                .withMessageContaining("there is a route to this destination already");
        assertThatExceptionOfType(NetlinkException.class)
                .isThrownBy(() -> routes.delete(Route.to(Cidr.of("10.99.0.0/16"))))
                .matches(e -> e.errno() == Errno.ESRCH)
                .withMessageContaining("there is no such route");
        assertThatExceptionOfType(NetlinkException.class)
                .isThrownBy(() -> routes.add(Route.to(Cidr.of("10.98.0.0/16")).dev(4711)))
                .matches(e -> e.errno() == Errno.ENODEV);
        veth.device().down();
        assertThatExceptionOfType(NetlinkException.class)
                .isThrownBy(() -> routes.add(Route.to(Cidr.of("10.97.0.0/16")).dev(veth.index())))
                .matches(e -> e.errno() == Errno.ENETDOWN)
                .withMessageContaining("must be up");
    }

    @Test
    void ipv6ThroughIpv4AndIpv4FromASourceAreRefusedAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Route.to(Cidr.of("fd00:8::/48")).via(GATEWAY));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Route.to(Cidr.of("10.8.0.0/16")).from(Cidr.of("10.9.0.0/16")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Route.to(Cidr.of("10.8.0.0/16")).typeOfService(256));
    }
}
