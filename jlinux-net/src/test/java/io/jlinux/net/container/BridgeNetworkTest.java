package io.jlinux.net.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.jlinux.net.Bridge;
import io.jlinux.net.BridgeSpec;
import io.jlinux.net.Cidr;
import io.jlinux.net.Link;
import io.jlinux.net.LinkAddress;
import io.jlinux.net.Links;
import io.jlinux.net.Network;
import io.jlinux.net.Ping;
import io.jlinux.net.Route;
import io.jlinux.net.Routes;
import io.jlinux.net.ipam.AddressPool;
import io.jlinux.net.ipam.IpRange;
import io.jlinux.net.state.Boot;
import io.jlinux.net.state.TextFile;
import io.jlinux.net.sysctl.Ipv6Sysctls;
import io.jlinux.net.sysctl.RouterAdvertisements;
import io.jlinux.net.sysctl.Sysctl;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BridgeNetworkTest extends OnBridge {
    @Test
    void containersReachEachOtherAndTheHost() throws Exception {
        try (Box a = Box.create();
                Box b = Box.create();
                ContainerNetwork network = ContainerNetwork.bridge(spec("jl0", IPV4, IPV6))) {
            Attachment first = network.attach(a.handle(), AttachOptions.of("a"));
            Attachment second = network.attach(b.handle(), AttachOptions.of("b"));
            assertThat(first.addresses()).containsExactly(Cidr.of("10.7.0.2/24"), Cidr.of("fd00:7::2/64"));
            assertThat(second.addresses()).containsExactly(Cidr.of("10.7.0.3/24"), Cidr.of("fd00:7::3/64"));
            for (Cidr address : second.addresses()) {
                a.reaches(address.address());
                assertThat(Ping.echo(address.address(), Box.TIMEOUT)).isPresent();
            }
            b.reaches(Cidr.address("10.7.0.1"));
            b.reaches(Cidr.address("fd00:7::1"));
            b.reaches(Cidr.address("127.0.0.1"));
            assertThat(network.attachments()).containsExactlyInAnyOrder(first, second);
        }
    }

    @Test
    void theContainerGetsWhatTheAttachmentSays() throws Exception {
        try (Box box = Box.create();
                ContainerNetwork network =
                        ContainerNetwork.bridge(spec("jl0", IPV4).mtu(1400))) {
            Attachment attachment = network.attach(box.handle(), AttachOptions.of("web"));
            Link inside = Links.in(box.handle()).get("eth0");
            assertThat(inside.mtu()).isEqualTo(1400);
            assertThat(inside.mac()).isEqualTo(attachment.info().mac());
            assertThat(Routes.in(box.handle()).list())
                    .filteredOn(Route::isDefault)
                    .singleElement()
                    .satisfies(r -> assertThat(r.gateway()).contains(Cidr.address("10.7.0.1")));
            String outside = attachment.info().hostInterfaceName().orElseThrow();
            assertThat(outside).startsWith("jl0-");
            assertThat(Links.here().get(outside).master().getAsInt())
                    .isEqualTo(Links.here().get("jl0").index());
            assertThat(attachment.files().hosts()).contains("10.7.0.2\tweb\n");
            assertThat(attachment.files().hostname()).isEqualTo("web\n");
            assertThat(forwards()).isTrue();
        }
    }

    @Test
    void noLinkSaysByIpv6WhatNobodyAskedFor() throws Exception {
        try (Box plain = Box.create();
                Box both = Box.create();
                ContainerNetwork ipv4 = ContainerNetwork.bridge(spec("jl0", IPV4));
                ContainerNetwork dual = ContainerNetwork.bridge(spec("jl1", Cidr.of("10.8.0.0/24"), IPV6))) {
            Attachment first = ipv4.attach(plain.handle());
            Attachment second = dual.attach(both.handle());
            for (Attachment attachment : List.of(first, second)) {
                String port = attachment.info().hostInterfaceName().orElseThrow();
                assertThat(Links.here().device(port).addresses()).as(port).isEmpty();
            }
            assertThat(Links.in(plain.handle()).device("eth0").addresses())
                    .extracting(LinkAddress::cidr)
                    .containsExactlyElementsOf(first.addresses());
            assertThat(Links.in(both.handle()).device("eth0").addresses())
                    .filteredOn(a -> a.cidr().address().isLinkLocalAddress())
                    .singleElement()
                    .satisfies(a -> assertThat(a.isTentative()).isFalse());
            for (Box box : List.of(plain, both)) {
                assertThat(Sysctl.in(box.handle()).get(Ipv6Sysctls.ACCEPT_RA, "eth0"))
                        .isEqualTo(RouterAdvertisements.IGNORE);
            }
        }
    }

    /** An inode number is used again. */
    @Test
    void whatANamespaceThatIsGoneHasWrittenDownIsThrownAway() throws Exception {
        Path own = directory.resolve(Long.toString(here.id()));
        Path rest = own.resolve("networks").resolve("jl9").resolve("note");
        try (Network network = Network.in(here)) {
            assumeThat(network.cookie()).as("SO_NETNS_COOKIE").isPresent();
            long cookie = network.cookie().getAsLong();
            for (long dead : List.of(cookie - 1, cookie)) {
                TextFile.makeDirectory(rest.getParent());
                TextFile.write(rest, Map.of("of", "another"));
                TextFile.write(
                        own.resolve("boot"), Map.of("id", Boot.current().id(), "cookie", Long.toUnsignedString(dead)));
                try (ContainerNetwork jl0 = ContainerNetwork.bridge(spec("jl0", IPV4))) {
                    assertThat(jl0.name()).isEqualTo("jl0");
                    assertThat(Files.exists(rest)).isEqualTo(dead == cookie);
                }
            }
        }
    }

    @Test
    void closeLeavesNothing() throws Exception {
        Look before = Look.at(here);
        Look files = Look.at(directory);
        try (Box a = Box.create();
                Box b = Box.create()) {
            Look container = Look.at(b.handle());
            ContainerNetwork network = ContainerNetwork.bridge(spec("jl0", IPV4, IPV6));
            network.attach(a.handle());
            network.attach(b.handle());
            assertThat(Look.at(here)).isNotEqualTo(before);
            network.close();
            network.close();
            before.isBackIn(here);
            assertThat(Links.in(b.handle()).list()).extracting(Link::name).containsExactly("lo");
            assertThat(Routes.in(b.handle()).list()).isEmpty();
            assertThat(container.lines()).isNotEmpty();
            assertThat(Look.at(directory)).isEqualTo(files);
            assertThatIllegalStateException().isThrownBy(() -> network.attach(a.handle()));
        }
    }

    @Test
    void detachingFreesTheLinkAndTheAddress() throws Exception {
        try (Box box = Box.create();
                ContainerNetwork network = ContainerNetwork.bridge(spec("jl0", IPV4))) {
            Attachment first = network.attach(box.handle());
            first.close();
            first.close();
            assertThat(first.isAttached()).isFalse();
            assertThat(network.attachments()).isEmpty();
            // at once, while the kernel may still be taking the first eth0 away
            Attachment second = network.attach(box.handle());
            assertThat(second.address()).isEqualTo(Cidr.address("10.7.0.3"));
            box.reaches(Cidr.address("10.7.0.1"));
            try (Attachment again = network.attach(
                    box.handle(),
                    AttachOptions.of("x")
                            .interfaceName("eth1")
                            .address(first.address())
                            .defaultRoute(false))) {
                assertThat(again.address()).isEqualTo(first.address());
            }
        }
    }

    @Test
    void aContainerThatIsGoneIsDetachedToo() throws Exception {
        try (ContainerNetwork network = ContainerNetwork.bridge(spec("jl0", IPV4))) {
            Attachment attachment;
            try (Box box = Box.create()) {
                attachment = network.attach(box.handle());
            }
            String name = attachment.info().hostInterfaceName().orElseThrow();
            for (int i = 0; i < 1000 && Links.here().find(name).isPresent(); i++) Thread.sleep(10);
            assertThat(Links.here().find(name)).isEmpty();
            attachment.close();
        }
    }

    @Test
    void theBridgeIsSharedUntilItsLastUserGoes() throws Exception {
        try (Box a = Box.create();
                Box b = Box.create()) {
            ContainerNetwork first = ContainerNetwork.bridge(spec("jl0", IPV4));
            try (ContainerNetwork second = ContainerNetwork.bridge(spec("jl0", IPV4))) {
                Attachment one = first.attach(a.handle());
                Attachment two = second.attach(b.handle());
                assertThat(one.address()).isNotEqualTo(two.address());
                b.reaches(one.address());
                first.close();
                assertThat(Links.here().find("jl0")).isPresent();
                assertThat(forwards()).isTrue();
                b.reaches(Cidr.address("10.7.0.1"));
            }
            assertThat(Links.here().find("jl0")).isEmpty();
            assertThat(forwards()).isFalse();
        }
    }

    @Test
    void theSameNameWithAnotherNetworkIsRefused() throws Exception {
        try (ContainerNetwork first = ContainerNetwork.bridge(spec("jl0", IPV4))) {
            assertThatExceptionOfType(LinuxException.class)
                    .isThrownBy(() -> ContainerNetwork.bridge(spec("jl0", Cidr.of("10.8.0.0/24"))))
                    .matches(e -> e.errno() == Errno.EINVAL)
                    .withMessageContaining("10.7.0.1/24")
                    .withMessageContaining("10.8.0.1/24");
            assertThat(first.name()).isEqualTo("jl0");
        }
        try (ContainerNetwork other = ContainerNetwork.bridge(spec("jl0", Cidr.of("10.8.0.0/24")))) {
            assertThat(other).hasToString("network jl0 [10.8.0.1/24]");
        }
    }

    @Test
    void aBridgeOfSomebodyElseStaysAsItWas() throws Exception {
        try (Bridge bridge = Bridge.create(
                        BridgeSpec.of("jl0").address(Cidr.of("10.9.0.1/24")).up());
                Box box = Box.create()) {
            Look before = Look.at(here);
            try (ContainerNetwork network = ContainerNetwork.bridge(spec("jl0", IPV4, IPV6))) {
                network.attach(box.handle());
                box.reaches(Cidr.address("10.7.0.1"));
                box.reaches(Cidr.address("10.9.0.1"));
            }
            before.isBackIn(here);
            assertThat(bridge.device().link().name()).isEqualTo("jl0");
        }
    }

    @Test
    void aLinkThatIsNoBridgeIsRefused() throws Exception {
        try (io.jlinux.net.Veth veth = io.jlinux.net.Veth.create("jl0", "x")) {
            Look before = Look.at(here);
            assertThatExceptionOfType(LinuxException.class)
                    .isThrownBy(() -> ContainerNetwork.bridge(spec("jl0", IPV4)))
                    .matches(e -> e.errno() == Errno.EINVAL)
                    .withMessageContaining("a veth");
            assertThat(Look.at(here)).isEqualTo(before);
            assertThat(veth.name()).isEqualTo("jl0");
        }
    }

    private boolean forwards() throws IOException {
        return ForwardingSetting.IPV4.isOn(Sysctl.in(here));
    }

    @Test
    void forwardingThatWasOnStaysOn() throws Exception {
        ForwardingSetting.IPV4.set(Sysctl.in(here), true);
        ContainerNetwork.bridge(spec("jl0", IPV4)).close();
        assertThat(forwards()).isTrue();
    }

    @Test
    void aNetworkWithoutOutsideDoesNotForward() throws Exception {
        try (Box box = Box.create();
                ContainerNetwork network =
                        ContainerNetwork.bridge(spec("jl0", IPV4).masquerade(false))) {
            network.attach(box.handle());
            assertThat(forwards()).isFalse();
            AttachOptions forwarding = AttachOptions.of("web").forward(ForwardedPort.tcp(8080, 80));
            assertThatIllegalArgumentException().isThrownBy(() -> network.attach(box.handle(), forwarding));
        }
    }

    @Test
    void containersThatShallNotReachEachOtherDoNot() throws Exception {
        try (Box a = Box.create();
                Box b = Box.create();
                ContainerNetwork network =
                        ContainerNetwork.bridge(spec("jl0", IPV4).betweenContainers(false))) {
            Attachment one = network.attach(a.handle());
            network.attach(b.handle());
            b.reaches(Cidr.address("10.7.0.1"));
            b.doesNotReach(one.address());
        }
    }

    @Test
    void anExhaustedPoolAttachesNothing() throws Exception {
        AddressPool one = AddressPool.of(IPV4).range(IpRange.between("10.7.0.9", "10.7.0.9"));
        try (Box a = Box.create();
                Box b = Box.create();
                ContainerNetwork network =
                        ContainerNetwork.bridge(spec("jl0", IPV6).pool(one))) {
            Attachment first = network.attach(a.handle());
            Look before = Look.at(b.handle());
            assertThatExceptionOfType(LinuxException.class)
                    .isThrownBy(() -> network.attach(b.handle()))
                    .matches(e -> e.errno() == Errno.ENOSPC);
            assertThatExceptionOfType(LinuxException.class)
                    .isThrownBy(() ->
                            network.attach(b.handle(), AttachOptions.of("b").address(first.address())))
                    .matches(e -> e.errno() == Errno.EADDRINUSE);
            assertThat(Look.at(b.handle())).isEqualTo(before);
            first.close();
            assertThat(network.attach(b.handle()).addresses())
                    .contains(Cidr.of("10.7.0.9/24"))
                    .hasSize(2);
        }
    }

    @Test
    void whatWasGivenAwayStaysAsLongAsItsNamespace() throws Exception {
        ContainerNetwork network = ContainerNetwork.bridge(spec("jl0", IPV4));
        String name;
        try (Box box = Box.create()) {
            Attachment attachment = network.attach(box.handle(), AttachOptions.of("kept"));
            name = attachment.info().hostInterfaceName().orElseThrow();
            attachment.detach();
            network.close();
            assertThat(Links.here().find(name)).isPresent();
            box.reaches(Cidr.address("10.7.0.1"));
            try (ContainerNetwork later = ContainerNetwork.bridge(spec("jl0", IPV4));
                    Box other = Box.create()) {
                // its address is still its own
                assertThat(later.attach(other.handle()).address()).isNotEqualTo(attachment.address());
                other.reaches(attachment.address());
            }
        }
        for (int i = 0; i < 1000 && Links.here().find(name).isPresent(); i++) Thread.sleep(10);
        // a namespace of another program may have its number for a while, and with it keep the lease
        for (int i = 0; i < 300 && Look.at(directory).lines().size() > 1; i++) {
            ContainerNetwork.bridge(spec("jl0", IPV4)).close();
            Thread.sleep(10);
        }
        assertThat(Links.here().find("jl0")).isEmpty();
        assertThat(Look.at(directory).lines()).containsExactly(directory.toString());
    }

    @Test
    void manyAreAttachedAtOnce() throws Exception {
        int count = 24;
        List<Box> boxes = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try (ContainerNetwork network = ContainerNetwork.bridge(spec("jl0", IPV4))) {
            for (int i = 0; i < count; i++) boxes.add(Box.create());
            List<Future<Attachment>> results = new ArrayList<>();
            for (Box box : boxes) results.add(threads.submit(() -> network.attach(box.handle())));
            List<InetAddress> addresses = new ArrayList<>();
            for (Future<Attachment> result : results)
                addresses.add(result.get(60, TimeUnit.SECONDS).address());
            assertThat(addresses).doesNotHaveDuplicates();
            for (Box box : boxes) box.reaches(Cidr.address("10.7.0.1"));
            List<Future<Attachment>> ends = new ArrayList<>();
            for (Future<Attachment> result : results) ends.add(threads.submit(() -> close(result.get())));
            for (Future<Attachment> end : ends) end.get(60, TimeUnit.SECONDS);
            assertThat(network.attachments()).isEmpty();
        } finally {
            threads.shutdownNow();
            boxes.forEach(Box::close);
        }
        assertThat(Links.here().list()).extracting(Link::name).containsExactly("lo");
    }

    private static Attachment close(Attachment attachment) throws IOException {
        attachment.close();
        return attachment;
    }

    @Test
    void theThreadNeedNotBeInTheNamespaceOfTheBridge() throws Exception {
        try (Box host = Box.create();
                Box box = Box.create();
                ContainerNetwork network =
                        ContainerNetwork.bridge(spec("jl0", IPV4).namespace(host.handle()))) {
            network.attach(box.handle());
            assertThat(Links.here().find("jl0")).isEmpty();
            assertThat(Links.in(host.handle()).find("jl0")).isPresent();
            box.reaches(Cidr.address("10.7.0.1"));
        }
    }

    /** Else a container could make itself the router of the host (CVE-2020-13401). */
    @Test
    void theHostDoesNotListenToRoutersAmongItsContainers() throws Exception {
        try (Box box = Box.create();
                ContainerNetwork ipv4 = ContainerNetwork.bridge(spec("jl0", IPV4));
                ContainerNetwork dual = ContainerNetwork.bridge(
                        spec("jl1", Cidr.of("10.8.0.0/24"), IPV6).masquerade(false))) {
            for (ContainerNetwork network : List.of(ipv4, dual)) {
                assertThat(Sysctl.in(here).get(Ipv6Sysctls.ACCEPT_RA, network.name()))
                        .as(network.name())
                        .isEqualTo(RouterAdvertisements.IGNORE);
            }
            ipv4.attach(box.handle());
            assertThat(Links.here().device("jl0").addresses())
                    .extracting(LinkAddress::cidr)
                    .containsExactly(Cidr.of("10.7.0.1/24"));
        }
    }

    @Test
    void portsThatCannotLeadToItAreRefused() throws Exception {
        try (Box box = Box.create();
                Bridge foreign = Bridge.create(BridgeSpec.of("jl2").up());
                ContainerNetwork ipv4 = ContainerNetwork.bridge(spec("jl0", IPV4));
                ContainerNetwork dual = ContainerNetwork.bridge(spec("jl1", Cidr.of("10.8.0.0/24"), IPV6));
                ContainerNetwork beside = ContainerNetwork.bridge(spec(foreign.name(), Cidr.of("10.9.0.0/24")))) {
            Links.loopback().up();
            isNotForwarded(ipv4, box, "[fd00:7::1]:8080:80/tcp", "IPv6");
            isNotForwarded(dual, box, "[::1]:8080:80/tcp", "loopback");
            isNotForwarded(dual, box, "[::]:8080:80/tcp", "every address");
            isNotForwarded(dual, box, "0.0.0.0:8080:80/tcp", "every address");
            isNotForwarded(beside, box, "127.0.0.1:8080:80/tcp", "route_localnet");
            ipv4.attach(box.handle(), AttachOptions.of("web").forward(ForwardedPort.of("127.0.0.1:8080:80")));
        }
    }

    private static void isNotForwarded(ContainerNetwork network, Box box, String port, String why) {
        AttachOptions options = AttachOptions.of("web").forward(ForwardedPort.of(port));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> network.attach(box.handle(), options).close())
                .withMessageContaining(port)
                .withMessageContaining(why);
    }
}
