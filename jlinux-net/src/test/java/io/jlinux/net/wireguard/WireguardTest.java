package io.jlinux.net.wireguard;

import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.LINK_WIREGUARD;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jlinux.net.Cidr;
import io.jlinux.net.Network;
import io.jlinux.net.Veth;
import io.jlinux.net.VethSpec;
import io.jlinux.net.VirtualLink;
import io.jlinux.net.link.WireguardSpec;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceCall;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Requires({ROOT, LINK_WIREGUARD})
@InNamespace(NET)
@NoLeaks
@Timeout(120)
class WireguardTest {
    @Test
    void whatIsConfiguredIsRead() throws Exception {
        WireguardKey key = WireguardKey.generatePrivate();
        WireguardKey theirs = WireguardKey.generatePrivate().publicKey();
        WireguardKey shared = WireguardKey.generateShared();
        WireguardPeer peer = WireguardPeer.of(theirs)
                .presharedKey(shared)
                .endpoint(new InetSocketAddress("192.0.2.1", 51820))
                .keepalive(Duration.ofSeconds(25))
                .allow(Cidr.of("10.9.0.2/32"))
                .allow(Cidr.of("fd00:9::/64"));
        try (VirtualLink wg = VirtualLink.create(WireguardSpec.of("wg0"));
                Wireguard config = Wireguard.open()) {
            assertThat(config.get("wg0").privateKey()).isEmpty();
            config.configure(
                    "wg0",
                    WireguardConfig.NONE
                            .privateKey(key)
                            .listenPort(51820)
                            .firewallMark(7)
                            .peer(peer));
            WireguardDevice device = config.get("wg0");
            assertThat(device.index()).isEqualTo(wg.index());
            assertThat(device.privateKey()).contains(key);
            assertThat(device.publicKey()).contains(key.publicKey()); // the kernel's X25519 agrees with the JDK's
            assertThat(device.listenPort()).isEqualTo(51820);
            assertThat(device.firewallMark()).isEqualTo(7);
            assertThat(device.peer(theirs)).hasValueSatisfying(p -> {
                assertThat(p.settings().allowedIps()).containsExactlyInAnyOrderElementsOf(peer.allowedIps());
                assertThat(p.settings().endpoint()).isEqualTo(peer.endpoint());
                assertThat(p.settings().keepalive()).isEqualTo(peer.keepalive());
                assertThat(p.settings().presharedKey()).contains(shared);
                assertThat(p.lastHandshake()).isEmpty();
            });
            // what is not said stays
            config.configure("wg0", WireguardConfig.NONE.listenPort(51821));
            assertThat(config.get("wg0").peers()).hasSize(1);
            assertThat(config.get("wg0").privateKey()).contains(key);
            config.configure("wg0", WireguardConfig.NONE.removePeer(theirs));
            assertThat(config.get("wg0").peers()).isEmpty();
        }
    }

    @Tag("heavy")
    @Test
    void morePeersAndAddressesThanOneMessageHolds() throws Exception {
        int peers = Boolean.getBoolean("jlinux.vm") ? 40 : 400;
        WireguardConfig many = WireguardConfig.NONE.onlyThesePeers();
        for (int i = 0; i < peers; i++) {
            many = many.peer(WireguardPeer.of(WireguardKey.generateShared())
                    .allow(Cidr.of("10.1." + i / 250 + "." + i % 250 + "/32")));
        }
        WireguardPeer large = WireguardPeer.of(WireguardKey.generateShared());
        for (int i = 0; i < 2500; i++) large = large.allow(Cidr.of("10.2." + i / 250 + "." + i % 250 + "/32"));
        try (VirtualLink wg = VirtualLink.create(WireguardSpec.of("wg0"));
                Wireguard config = Wireguard.open()) {
            assertThat(wg.name()).isEqualTo("wg0");
            config.configure("wg0", many.peer(large));
            WireguardDevice device = config.get("wg0");
            assertThat(device.peers()).hasSize(peers + 1);
            assertThat(device.peer(large.publicKey()).orElseThrow().settings().allowedIps())
                    .hasSize(2500);
        }
    }

    @Test
    void whatIsWrongIsToldByName() throws Exception {
        try (Wireguard config = Wireguard.open();
                Veth veth = Veth.create("a", "b")) {
            assertThat(veth.name()).isEqualTo("a");
            assertThatExceptionOfType(NetlinkException.class)
                    .isThrownBy(() -> config.configure("none", WireguardConfig.NONE))
                    .matches(e -> e.errno() == Errno.ENODEV);
            assertThatExceptionOfType(NetlinkException.class)
                    .isThrownBy(() -> config.configure("a", WireguardConfig.NONE.listenPort(1)))
                    .matches(e -> e.errno() == Errno.EOPNOTSUPP)
                    .withMessageContaining("it is not a WireGuard link");
        }
    }

    /** The tunnels are in namespaces that have nothing else: their encrypted packets go out from here. */
    @Test
    void aTunnelCarriesPackets() throws Exception {
        WireguardKey one = WireguardKey.generatePrivate();
        WireguardKey two = WireguardKey.generatePrivate();
        try (NamespaceHandle far = Namespace.NET.create();
                NamespaceHandle boxOne = Namespace.NET.create();
                NamespaceHandle boxTwo = Namespace.NET.create();
                Veth veth = Veth.create(VethSpec.of("a", "b")
                        .address(Cidr.of("10.7.0.1/24"))
                        .peerNamespace(far)
                        .peerAddress(Cidr.of("10.7.0.2/24"))
                        .up());
                VirtualLink wgOne = VirtualLink.create(WireguardSpec.of("wg0")
                        .namespace(boxOne)
                        .address(Cidr.of("10.9.0.1/24"))
                        .up());
                VirtualLink wgTwo = VirtualLink.create(WireguardSpec.of("wg0")
                        .from(far)
                        .namespace(boxTwo)
                        .address(Cidr.of("10.9.0.2/24"))
                        .up());
                Wireguard configOne = Wireguard.open(boxOne);
                Wireguard configTwo = Wireguard.open(boxTwo);
                Network network = Network.in(boxTwo)) {
            assertThat(veth.device().link().isRunning()).isTrue();
            assertThat(network.links().get("wg0").index()).isEqualTo(wgTwo.index());
            assertThat(wgOne.name()).isEqualTo("wg0");
            configOne.configure(
                    "wg0",
                    WireguardConfig.NONE
                            .privateKey(one)
                            .listenPort(1111)
                            .peer(WireguardPeer.of(two.publicKey())
                                    .endpoint(new InetSocketAddress("10.7.0.2", 2222))
                                    .allow(Cidr.of("10.9.0.2/32"))));
            configTwo.configure(
                    "wg0",
                    WireguardConfig.NONE
                            .privateKey(two)
                            .listenPort(2222)
                            .peer(WireguardPeer.of(one.publicKey()).allow(Cidr.of("10.9.0.1/32"))));
            try (DatagramSocket receiver = NamespaceCall.in(boxTwo)
                            .call(() -> new DatagramSocket(new InetSocketAddress("10.9.0.2", 7777)));
                    DatagramSocket sender = NamespaceCall.in(boxOne)
                            .call(() -> new DatagramSocket(new InetSocketAddress("10.9.0.1", 0)))) {
                receiver.setSoTimeout(60_000);
                sender.send(new DatagramPacket(new byte[] {42}, 1, new InetSocketAddress("10.9.0.2", 7777)));
                DatagramPacket got = new DatagramPacket(new byte[10], 10);
                receiver.receive(got);
                assertThat(got.getData()[0]).isEqualTo((byte) 42);
            }
            WireguardDevice.Peer peer =
                    configOne.get("wg0").peer(two.publicKey()).orElseThrow();
            assertThat(peer.lastHandshake()).isPresent();
            assertThat(peer.sent()).isPositive();
        }
    }
}
