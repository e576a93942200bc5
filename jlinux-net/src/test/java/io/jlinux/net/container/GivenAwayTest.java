package io.jlinux.net.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jlinux.net.Cidr;
import io.jlinux.net.Links;
import io.jlinux.net.Veth;
import io.jlinux.net.ipam.AddressPool;
import io.jlinux.net.ipam.IpRange;
import io.jlinux.net.tool.NftTool;
import io.jlinux.ns.NamespaceSockets;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** What becomes of ports and leases when an attachment and its network do not end one after the other. */
class GivenAwayTest extends OnBridge {
    private static final AttachOptions WEB = AttachOptions.of("web").forward(ForwardedPort.tcp(8080, 80));

    private ContainerNetwork network(String name, Cidr subnet) throws IOException {
        return ContainerNetwork.bridge(spec(name, subnet));
    }

    private static void isTaken(ContainerNetwork network, Box box) {
        assertThatExceptionOfType(LinuxException.class)
                .isThrownBy(() -> network.attach(box.handle(), WEB))
                .matches(e -> e.errno() == Errno.EADDRINUSE)
                .withMessageContaining("forward port 8080:80/tcp");
    }

    private void isFree(int port) throws IOException {
        try (ServerSocket socket = NamespaceSockets.of(here).serverSocket()) {
            socket.bind(new InetSocketAddress(port));
        }
    }

    @Test
    void itsPortIsTaken() throws Exception {
        try (ContainerNetwork network = network("jl0", IPV4);
                ContainerNetwork another = network("jl1", Cidr.of("10.8.0.0/24"));
                Box a = Box.create();
                Box b = Box.create()) {
            network.attach(a.handle(), WEB).detach();
            isTaken(network, b);
            isTaken(another, b);
            assertThat(NftTool.list()).contains("tcp 8080 to 10.7.0.2:80");
        }
        isFree(8080);
    }

    @Test
    void nobodyInheritsItsPort() throws Exception {
        AddressPool one = AddressPool.of(IPV4).range(IpRange.between("10.7.0.9", "10.7.0.9"));
        BridgeNetworkSpec spec =
                BridgeNetworkSpec.of("jl0", Cidr.of("fd00:7::/64")).pool(one).directory(directory);
        try (ContainerNetwork network = ContainerNetwork.bridge(spec);
                Box b = Box.create()) {
            String link;
            try (Box a = Box.create()) {
                Attachment first = network.attach(a.handle(), WEB);
                link = first.info().hostInterfaceName().orElseThrow();
                first.detach();
            }
            for (int i = 0; i < 1000 && Links.here().find(link).isPresent(); i++) Thread.sleep(10);
            Attachment second = network.attach(b.handle());
            assertThat(second.addresses()).contains(Cidr.of("10.7.0.9/24"));
            assertThat(NftTool.list()).doesNotContain("to 10.7.0.9:80");
            isFree(8080);
            second.close();
            network.attach(b.handle(), WEB);
            assertThat(NftTool.list()).contains("tcp 8080 to 10.7.0.9:80");
        }
    }

    @Test
    void itsPortGoesWithTheNetworkAndItsAddressStays() throws Exception {
        try (Box a = Box.create();
                Box b = Box.create()) {
            Attachment kept;
            try (ContainerNetwork network = network("jl0", IPV4)) {
                kept = network.attach(a.handle(), WEB);
                kept.detach();
            }
            assertThat(NftTool.list()).doesNotContain("8080");
            try (ContainerNetwork later = network("jl0", IPV4)) {
                assertThat(later.attach(b.handle(), WEB).address()).isNotEqualTo(kept.address());
                b.reaches(kept.address());
            }
        }
    }

    /** As when the network is closed by another thread between the two steps of {@link Attachment#close}. */
    @Test
    void whatIsAboutToBeDetachedIsDetachedByTheNetwork() throws Exception {
        Look before = Look.at(here);
        try (Box box = Box.create()) {
            ContainerNetwork network = network("jl0", IPV4);
            Attachment attachment = network.attach(box.handle(), WEB);
            assertThat(attachment.take()).isTrue();
            network.close();
            before.isBackIn(here);
            assertThat(directory).isEmptyDirectory();
            isFree(8080);
        }
    }

    @Test
    void alsoOneBesideTheHost() throws Exception {
        try (Veth veth = Veth.create("parent", "other");
                Box box = Box.create()) {
            Links.here().device("parent").up();
            ContainerNetwork network = ContainerNetwork.macvlan(
                    MacvlanNetworkSpec.of(veth.name(), IPV4).directory(directory));
            Attachment attachment = network.attach(box.handle());
            assertThat(attachment.take()).isTrue();
            network.close();
            assertThat(Links.in(box.handle()).find("eth0")).isEmpty();
            assertThat(directory).isEmptyDirectory();
        }
    }
}
