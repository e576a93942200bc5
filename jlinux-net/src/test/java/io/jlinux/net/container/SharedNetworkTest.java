package io.jlinux.net.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jlinux.net.Cidr;
import io.jlinux.net.Links;
import io.jlinux.net.Veth;
import io.jlinux.net.tool.NftTool;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Networks with one name: what one of them does, or is refused, leaves the others as they are. */
class SharedNetworkTest extends OnBridge {
    private BridgeNetworkSpec spec(Cidr... subnets) {
        return spec("jl0", subnets);
    }

    private static void isRefused(BridgeNetworkSpec spec, String... words) {
        assertThatExceptionOfType(LinuxException.class)
                .isThrownBy(() -> ContainerNetwork.bridge(spec).close())
                .matches(e -> e.errno() == Errno.EINVAL)
                .satisfies(e -> assertThat(e.getMessage()).contains(words).contains("jl0"))
                .satisfies(e -> assertThat(e.getSuppressed()).isEmpty());
    }

    @Test
    void oneThatWantsSomethingElseIsRefusedAndTheRulesStay() throws Exception {
        try (ContainerNetwork living = ContainerNetwork.bridge(spec(IPV4, IPV6))) {
            List<String> rules = NftTool.json();
            Look host = Look.at(here);
            Look files = Look.at(directory);
            isRefused(spec(Cidr.of("10.8.0.0/24")), "10.7.0.1/24", "10.8.0.1/24");
            isRefused(spec(IPV4), "10.7.0.1/24, fd00:7::1/64");
            isRefused(spec(IPV4, IPV6).masquerade(false), "masquerade");
            isRefused(spec(IPV4, IPV6).isolated(false), "isolated");
            assertThat(NftTool.json()).isEqualTo(rules);
            host.isBackIn(here);
            assertThat(Look.at(directory)).isEqualTo(files);
            ContainerNetwork.bridge(spec(IPV6, IPV4)).close(); // the same
            assertThat(living.name()).isEqualTo("jl0");
        }
        ContainerNetwork.bridge(spec(IPV4).masquerade(false)).close();
    }

    @Test
    void underContainersThatWereGivenAwayNothingIsChangedByARefusal() throws Exception {
        try (Box box = Box.create()) {
            try (ContainerNetwork network = ContainerNetwork.bridge(spec(IPV4))) {
                network.attach(box.handle()).detach();
            }
            List<String> rules = NftTool.json();
            Look host = Look.at(here);
            isRefused(spec(Cidr.of("10.8.0.0/24")), "10.7.0.0/24");
            assertThat(NftTool.json()).isEqualTo(rules);
            host.isBackIn(here);
        }
    }

    @Test
    void containersThatWereGivenAwayGoOnReachingTheOutside() throws Exception {
        Look before = Look.at(here);
        assertThat(before.lines()).contains("IPV4=false", "IPV6=false");
        try (Box box = Box.create()) {
            try (ContainerNetwork network = ContainerNetwork.bridge(spec(IPV4, IPV6))) {
                network.attach(box.handle()).detach();
            }
            assertThat(Look.at(here).lines()).contains("IPV4=true", "IPV6=true");
            // nor does it go with another network
            BridgeNetworkSpec other = BridgeNetworkSpec.of("jl1", Cidr.of("10.9.0.0/24"));
            ContainerNetwork.bridge(other.directory(directory)).close();
            assertThat(Look.at(here).lines()).contains("IPV4=true", "IPV6=true");
        }
        ContainerNetwork.collect(directory);
        before.isBackIn(here);
    }

    @Test
    void anotherThatClosesOrIsRefusedLeavesThePool() throws Exception {
        try (ContainerNetwork living = ContainerNetwork.bridge(spec(IPV4));
                Box a = Box.create();
                Box b = Box.create()) {
            ContainerNetwork.bridge(spec(IPV4)).close();
            assertThat(living.attach(a.handle()).address()).isEqualTo(Cidr.address("10.7.0.2"));
            living.attachments().get(0).close();
            isRefused(spec(Cidr.of("10.8.0.0/24")), "10.8.0.1/24");
            assertThat(living.attach(b.handle()).address()).isEqualTo(Cidr.address("10.7.0.3"));
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void anotherBesideTheHostThatClosesLeavesThePool() throws Exception {
        try (Veth veth = Veth.create("parent", "other");
                Box box = Box.create()) {
            Links.here().device("parent").up();
            MacvlanNetworkSpec spec = MacvlanNetworkSpec.of(veth.name(), IPV4).directory(directory);
            try (ContainerNetwork living = ContainerNetwork.macvlan(spec)) {
                ContainerNetwork.macvlan(spec).close();
                assertThat(living.attach(box.handle()).addresses()).hasSize(1);
            }
        }
        assertThat(directory).isEmptyDirectory();
    }
}
