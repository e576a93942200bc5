package io.jlinux.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jlinux.net.netlink.Captured;
import io.jlinux.net.netlink.Message;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.Rtm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Values of messages that a kernel sent; needs neither root nor that kernel. */
@Tag("pure")
class DecoderTest {
    @Test
    void links() throws Exception {
        List<Link> links = new ArrayList<>();
        for (Message m : Captured.messages("links", Rtm.RTM_NEWLINK)) links.add(LinkDecoder.decode(m));
        assertThat(links).extracting(Link::name).containsExactly("lo", "jl0", "jl0-a");
        Link lo = links.get(0);
        assertThat(lo.isLoopback()).isTrue();
        assertThat(lo.mtu()).isEqualTo(65536);
        assertThat(lo.hardwareType()).isEqualTo(772);
        assertThat(lo.kind()).isEmpty();
        assertThat(lo.state()).isEqualTo(OperState.UNKNOWN);
        assertThat(lo.linkedIndex()).isEmpty();
        Link bridge = links.get(1);
        assertThat(bridge.isKind("bridge")).isTrue();
        assertThat(bridge.mac()).contains(MacAddress.of("02:00:00:00:00:10"));
        Link veth = links.get(2);
        assertThat(veth.isKind("veth")).isTrue();
        assertThat(veth.master()).hasValue(bridge.index());
        assertThat(veth.mac()).contains(MacAddress.of("02:00:00:00:00:11"));
        assertThat(veth.group()).isEqualTo(7);
        assertThat(veth.txQueueLength()).isZero();
        assertThat(veth.linkedNamespaceId()).hasValue(0);
        assertThat(veth.linkedIndex()).hasValue(2);
        assertThat(veth.alternativeNames()).containsExactly("an-alternative-name");
        assertThat(veth.alias()).contains("a free text");
        assertThat(veth.isUp()).isTrue();
        assertThat(veth.isRunning()).isTrue();
        assertThat(veth.hasCarrier()).isTrue();
        assertThat(veth.state()).isEqualTo(OperState.UP);
    }

    @Test
    void addresses() throws Exception {
        List<LinkAddress> addresses = new ArrayList<>();
        for (Message m : Captured.messages("addresses", Rtm.RTM_NEWADDR)) {
            AddressDecoder.decode(m).ifPresent(addresses::add);
        }
        assertThat(addresses)
                .extracting(a -> a.cidr().toString())
                .contains("127.0.0.1/8", "10.7.0.1/24", "::1/128", "fd00:7::1/64");
        assertThat(addresses.get(0).label()).contains("lo");
        assertThat(addresses.get(0).scope()).isEqualTo(254);
        assertThat(addresses).allMatch(LinkAddress::isPermanent);
    }

    @Test
    void routes() throws Exception {
        List<Route> routes = new ArrayList<>();
        for (String family : List.of("routes4", "routes6")) {
            for (Message m : Captured.messages(family, Rtm.RTM_NEWROUTE)) {
                RouteDecoder.decode(m)
                        .filter(r -> r.table() == Rtm.RT_TABLE_MAIN)
                        .ifPresent(routes::add);
            }
        }
        assertThat(routes)
                .filteredOn(Route::isDefault)
                .extracting(Route::gateway)
                .containsExactlyInAnyOrder(
                        Optional.of(Cidr.address("10.7.0.254")), Optional.of(Cidr.address("fd00:7::fe")));
        assertThat(routes)
                .filteredOn(r -> r.destination().equals(Cidr.of("10.8.0.0/16")))
                .singleElement()
                .satisfies(r ->
                        assertThat(r.nextHops()).extracting(NextHop::weight).containsExactly(1, 5));
        assertThat(routes)
                .filteredOn(r -> r.destination().equals(Cidr.of("10.9.0.0/16")))
                .singleElement()
                .satisfies(r -> assertThat(r.gateway()).contains(Cidr.address("fd00:7::9")));
        assertThat(routes)
                .filteredOn(r -> r.isDefault() && r.destination().isIpv6())
                .singleElement()
                .satisfies(r -> assertThat(r.metric()).hasValue(50));
    }

    @Test
    void aMessageOfAnotherTypeIsNotTaken() throws Exception {
        Message link = Captured.messages("links").get(0);
        assertThatExceptionOfType(NetlinkException.class).isThrownBy(() -> AddressDecoder.decode(link));
        assertThatExceptionOfType(NetlinkException.class).isThrownBy(() -> RouteDecoder.decode(link));
        Message address = Captured.messages("addresses").get(0);
        assertThatExceptionOfType(NetlinkException.class).isThrownBy(() -> LinkDecoder.decode(address));
    }
}
