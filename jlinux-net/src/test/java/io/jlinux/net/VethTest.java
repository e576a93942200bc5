package io.jlinux.net;

import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

@Requires(ROOT)
@InNamespace(NET)
@NoLeaks
class VethTest {
    private static final int PAIRS = Boolean.getBoolean("jlinux.soak") ? 1000 : 25;
    private static final Cidr NEAR = Cidr.of("10.7.0.1/24");
    private static final Cidr FAR = Cidr.of("10.7.0.2/24");
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @Test
    void twoNamesMakeAPair() throws Exception {
        try (Veth veth = Veth.create("a", "b")) {
            Link a = Links.here().get("a");
            Link b = Links.here().get("b");
            assertThat(a.kind()).contains("veth");
            assertThat(a.linkedIndex()).hasValue(b.index());
            assertThat(b.linkedIndex()).hasValue(a.index());
            assertThat(a.linkedNamespaceId()).isEmpty();
            assertThat(a.isUp()).isFalse();
            assertThat(veth.index()).isEqualTo(a.index());
            assertThat(veth.peerIndex()).isEqualTo(b.index());
        }
    }

    @Test
    void closeDeletesBothEnds() throws Exception {
        try (Neighbour other = Neighbour.create()) {
            Veth.create(VethSpec.of("a", "b").peerNamespace(other.handle())).close();
            assertThat(Links.here().find("a")).isEmpty();
            assertThat(Links.in(other.handle()).find("b")).isEmpty();
        }
    }

    @Test
    void closeTwiceAndCloseOfADeletedPairAreFine() throws Exception {
        Veth veth = Veth.create("a", "b");
        veth.device().delete();
        veth.close();
        veth.close();
        assertThat(Links.here().find("a")).isEmpty();
    }

    @Test
    void theBorrowerLeavesThePairBehind() throws Exception {
        try (Veth owner = Veth.create("a", "b")) {
            Veth.open("a").close();
            assertThat(Links.here().find("a")).isPresent();
            assertThat(owner.device().link().name()).isEqualTo("a");
        }
    }

    @Test
    void aLinkOfAnotherKindIsNotOpened() {
        assertThatExceptionOfType(LinuxException.class)
                .isThrownBy(() -> Veth.open("lo"))
                .matches(e -> e.errno() == Errno.EINVAL)
                .withMessageContaining("not a virtual link");
    }

    @Test
    void twoNamespacesPingEachOther() throws Exception {
        try (Neighbour other = Neighbour.create();
                Veth veth = Veth.create(VethSpec.of("jl0-a", "eth0")
                        .address(NEAR)
                        .address(Cidr.of("fd00:7::1/64"))
                        .peerNamespace(other.handle())
                        .peerAddress(FAR)
                        .peerAddress(Cidr.of("fd00:7::2/64"))
                        .up())) {
            assertThat(veth.device().link().isRunning()).isTrue();
            assertThat(Ping.echo(FAR.address(), TIMEOUT)).isPresent();
            assertThat(other.call(() -> Ping.echo(NEAR.address(), TIMEOUT))).isPresent();
            assertThat(Ping.echo(Cidr.address("fd00:7::2"), TIMEOUT)).isPresent();
        }
    }

    /** A packet that is sent before the far end listens waits a second for its address to be asked again. */
    @Test
    void theFirstPingNeverWaitsASecondForItsAddress() throws Exception {
        for (int i = 0; i < PAIRS; i++) {
            try (Neighbour other = Neighbour.create();
                    Veth veth = Veth.create(VethSpec.of("a", "b")
                            .address(NEAR)
                            .peerNamespace(other.handle())
                            .peerAddress(FAR)
                            .up())) {
                assertThat(Ping.echo(FAR.address(), TIMEOUT))
                        .hasValueSatisfying(
                                t -> assertThat(t).as("through %s", veth).isLessThan(Duration.ofMillis(900)));
            }
        }
    }

    @Test
    void thePeerIsMadeWhereItBelongs() throws Exception {
        try (Neighbour other = Neighbour.create();
                Veth veth = Veth.create(VethSpec.of("a", "eth0").peerNamespace(other.handle()))) {
            assertThat(Links.here().find("eth0")).isEmpty();
            Link peer = other.call(() -> Links.here().get("eth0"));
            assertThat(peer.index()).isEqualTo(veth.peerIndex());
            assertThat(veth.device().link().linkedNamespaceId()).isPresent();
        }
    }

    @Test
    void theNearEndIsMadeElsewhereAndThePeerHere() throws Exception {
        try (Neighbour other = Neighbour.create();
                Veth veth = Veth.create(VethSpec.of("a", "b")
                        .namespace(other.handle())
                        .address(NEAR)
                        .peerAddress(FAR)
                        .up())) {
            assertThat(Links.here().find("a")).isEmpty();
            assertThat(Links.here().get("b").isRunning()).isTrue();
            assertThat(Links.in(other.handle()).get("a").index()).isEqualTo(veth.index());
            assertThat(Ping.echo(NEAR.address(), TIMEOUT)).isPresent();
        }
    }

    @Test
    void bothEndsInOneOtherNamespace() throws Exception {
        try (Neighbour other = Neighbour.create()) {
            NamespaceHandle ns = other.handle();
            try (Veth veth = Veth.create(
                    VethSpec.of("a", "b").namespace(ns).peerNamespace(ns).up())) {
                assertThat(Links.in(ns).get("b").index()).isEqualTo(veth.peerIndex());
                assertThat(Links.here().list()).extracting(Link::name).containsExactly("lo");
            }
        }
    }

    @Test
    void settingsReachBothEnds() throws Exception {
        MacAddress mac = MacAddress.of("02:00:00:00:00:01");
        MacAddress peerMac = MacAddress.of("02:00:00:00:00:02");
        try (Veth veth = Veth.create(VethSpec.of("a", "b")
                .mtu(1400)
                .mac(mac)
                .peerMac(peerMac)
                .txQueueLength(0)
                .group(7))) {
            Link a = veth.device().link();
            Link b = Links.here().get(veth.peerIndex());
            assertThat(List.of(a.mtu(), b.mtu())).containsOnly(1400);
            assertThat(List.of(a.txQueueLength(), b.txQueueLength())).containsOnly(0);
            assertThat(a.mac()).contains(mac);
            assertThat(b.mac()).contains(peerMac);
            assertThat(a.group()).isEqualTo(7);
            assertThat(b.group()).isZero();
        }
    }

    @Test
    void whatWasNotSaidIsTheKernelsDefault() throws Exception {
        try (Veth veth = Veth.create("a", "b")) {
            Link a = veth.device().link();
            assertThat(a.mtu()).isEqualTo(1500);
            assertThat(a.txQueueLength()).isEqualTo(1000);
        }
    }

    @Test
    void thePeerGetsADefaultRoute() throws Exception {
        try (Neighbour other = Neighbour.create();
                Veth veth = Veth.create(VethSpec.of("a", "b")
                        .address(NEAR)
                        .peerNamespace(other.handle())
                        .peerAddress(FAR)
                        .peerGateway(NEAR.address())
                        .up())) {
            List<Route> routes = Routes.in(other.handle()).list();
            assertThat(routes)
                    .filteredOn(Route::isDefault)
                    .singleElement()
                    .satisfies(r -> assertThat(r.gateway()).contains(NEAR.address()))
                    .satisfies(r -> assertThat(r.linkIndex()).hasValue(veth.peerIndex()));
        }
    }

    @Test
    void aTakenNameIsToldAndNothingIsLeft() throws Exception {
        try (Neighbour other = Neighbour.create();
                Veth first = Veth.create(VethSpec.of("a", "eth0").peerNamespace(other.handle()))) {
            assertThatExceptionOfType(NetlinkException.class)
                    .isThrownBy(() -> Veth.create("a", "b"))
                    .matches(e -> e.errno() == Errno.EEXIST)
                    .withMessageContaining("create veth a/b: EEXIST")
                    .withMessageContaining("a link named a exists already");
            assertThat(Links.here().find("b")).isEmpty();
            assertThatExceptionOfType(NetlinkException.class)
                    .isThrownBy(() -> Veth.create(VethSpec.of("c", "eth0").peerNamespace(other.handle())))
                    .withMessageContaining("a link named eth0 exists already in the network namespace of the peer");
            assertThat(Links.here().find("c")).isEmpty();
            assertThat(first.device().link().name()).isEqualTo("a");
        }
    }

    @Test
    void aFailingStepUndoesThePair() throws Exception {
        try (Neighbour other = Neighbour.create()) {
            VethSpec unreachable = VethSpec.of("a", "b")
                    .peerNamespace(other.handle())
                    .peerAddress(FAR)
                    .peerGateway(Cidr.address("192.168.99.1"))
                    .up();
            assertThatExceptionOfType(NetlinkException.class)
                    .isThrownBy(() -> Veth.create(unreachable))
                    .matches(e -> e.errno() == Errno.ENETUNREACH)
                    .withMessageContaining("add route default via 192.168.99.1")
                    .withMessageContaining("Nexthop has invalid gateway")
                    .withMessageContaining("Hint: ");
            VethSpec twice = VethSpec.of("a", "b").address(NEAR).address(NEAR);
            assertThatExceptionOfType(NetlinkException.class)
                    .isThrownBy(() -> Veth.create(twice))
                    .withMessageContaining("add address 10.7.0.1/24");
            assertThat(Links.here().list()).extracting(Link::name).containsExactly("lo");
            assertThat(Links.in(other.handle()).list()).extracting(Link::name).containsExactly("lo");
        }
    }

    @Test
    void aMasterThatIsMissingIsToldBeforeAnythingHappens() throws Exception {
        assertThatExceptionOfType(LinuxException.class)
                .isThrownBy(() -> Veth.create(VethSpec.of("a", "b").master("nobridge")))
                .matches(e -> e.errno() == Errno.ENODEV)
                .withMessageContaining("nobridge");
        assertThat(Links.here().list()).extracting(Link::name).containsExactly("lo");
    }

    @Test
    void anImpossibleMtuIsRefusedAndNothingIsLeft() throws Exception {
        assertThatExceptionOfType(NetlinkException.class)
                .isThrownBy(() -> Veth.create(VethSpec.of("a", "b").mtu(70_000)))
                .matches(e -> e.errno() == Errno.EINVAL);
        assertThat(Links.here().list()).extracting(Link::name).containsExactly("lo");
    }

    @Test
    void aRouteThroughALinkThatIsDownIsRefusedAtOnce() {
        VethSpec spec = VethSpec.of("a", "b").address(NEAR).gateway(FAR.address());
        assertThatIllegalArgumentException().isThrownBy(() -> Veth.create(spec)).withMessageContaining("up()");
    }

    @Test
    void thePairDiesWithThePeersNamespace() throws Exception {
        Veth veth;
        try (Neighbour other = Neighbour.create()) {
            veth = Veth.create(
                    VethSpec.of("a", "b").peerNamespace(other.handle()).up());
        }
        try (veth) {
            for (int i = 0; i < 500 && Links.here().find("a").isPresent(); i++) Thread.sleep(10);
            assertThat(Links.here().find("a")).isEmpty();
        }
    }
}
