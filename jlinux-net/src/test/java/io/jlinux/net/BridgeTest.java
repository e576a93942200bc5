package io.jlinux.net;

import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.sys.Errno;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@Requires(ROOT)
@InNamespace(NET)
@NoLeaks
class BridgeTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @Test
    void twoContainersOnABridgePingEachOtherAndTheHost() throws Exception {
        Cidr host = Cidr.of("10.7.0.1/24");
        Cidr first = Cidr.of("10.7.0.2/24");
        Cidr second = Cidr.of("10.7.0.3/24");
        try (Neighbour one = Neighbour.create();
                Neighbour two = Neighbour.create();
                Bridge bridge = Bridge.create(BridgeSpec.of("jl0").address(host).up());
                Veth a = Veth.create(VethSpec.of("jl0-a", "eth0")
                        .master(bridge)
                        .peerNamespace(one.handle())
                        .peerAddress(first)
                        .peerGateway(host.address())
                        .up());
                Veth b = Veth.create(VethSpec.of("jl0-b", "eth0")
                        .master("jl0")
                        .peerNamespace(two.handle())
                        .peerAddress(second)
                        .peerGateway(host.address())
                        .up())) {
            assertThat(a.device().link().master()).hasValue(bridge.index());
            assertThat(b.device().link().master()).hasValue(bridge.index());
            assertThat(bridge.device().awaitRunning(TIMEOUT)).isTrue();
            assertThat(one.call(() -> Ping.echo(second.address(), TIMEOUT))).isPresent();
            assertThat(two.call(() -> Ping.echo(host.address(), TIMEOUT))).isPresent();
            assertThat(Ping.echo(first.address(), TIMEOUT)).isPresent();
        }
    }

    @Test
    void closeDeletesItAndFreesItsPorts() throws Exception {
        try (Bridge bridge = Bridge.create("jl0");
                Veth veth = Veth.create(VethSpec.of("a", "b").master(bridge))) {
            bridge.close();
            assertThat(Links.here().find("jl0")).isEmpty();
            assertThat(veth.device().link().master()).isEmpty();
        }
    }

    @Test
    void aTakenNameIsToldAndAnotherKindNotOpened() throws Exception {
        try (Bridge bridge = Bridge.create(BridgeSpec.of("jl0").mtu(1400).stp(true))) {
            assertThat(bridge.device().link().mtu()).isEqualTo(1400);
            assertThatExceptionOfType(NetlinkException.class)
                    .isThrownBy(() -> Bridge.create("jl0"))
                    .matches(e -> e.errno() == Errno.EEXIST)
                    .withMessageContaining("create bridge jl0: EEXIST")
                    .withMessageContaining("exists already");
            assertThatExceptionOfType(io.jlinux.sys.LinuxException.class)
                    .isThrownBy(() -> Veth.open("jl0"))
                    .withMessageContaining("it is a bridge");
            Bridge.open("jl0").close();
            assertThat(Links.here().find("jl0")).isPresent();
        }
    }

    @Test
    void aFailingAddressUndoesTheBridge() throws Exception {
        Cidr address = Cidr.of("10.7.0.1/24");
        BridgeSpec spec = BridgeSpec.of("jl0").address(address).address(address).up();
        assertThatExceptionOfType(NetlinkException.class).isThrownBy(() -> Bridge.create(spec));
        assertThat(Links.here().find("jl0")).isEmpty();
    }
}
