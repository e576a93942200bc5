package io.jlinux.oci.cni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jlinux.net.Cidr;
import io.jlinux.net.Links;
import io.jlinux.net.MacAddress;
import io.jlinux.net.Network;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.ns.NamespaceSockets;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.spawn.Stdio;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.Kind;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The plugins of Debian's containernetworking-plugins, on a "host" that is a network namespace of the test's own. */
@Tag("programs")
@NoLeaks
@Timeout(400)
@InNamespace(Kind.NET)
@Requires({Requirement.ROOT, Requirement.CNI_PLUGINS, Requirement.IPTABLES})
class DebianPluginsTest {
    private static final String BRIDGE = "jlinux-cni0";

    @TempDir
    Path dir;

    private DebianPlugins plugins;
    private Cni cni;

    @BeforeEach
    void aHost() throws IOException {
        Links.loopback().up();
        plugins = new DebianPlugins(dir);
        cni = plugins.cni();
    }

    @AfterEach
    void noBridge() throws IOException {
        if (Links.here().find(BRIDGE).isPresent()) Links.here().device(BRIDGE).delete();
    }

    private CniNetwork network(String version, String last) {
        return CniNetwork.parse("""
                {"cniVersion": "%s", "name": "jlinux-test", "plugins": [
                  {"type": "bridge", "bridge": "%s", "isGateway": true, "ipMasq": true, "capabilities": {"ips": true, "mac": true},
                   "ipam": {"type": "host-local", "dataDir": "%s", "ranges": [[{"subnet": "10.88.7.0/24"}], [{"subnet": "fd88:7::/64"}]],
                            "routes": [{"dst": "0.0.0.0/0"}, {"dst": "::/0"}]}, "dns": {"nameservers": ["10.88.7.1"]}},
                  {"type": "portmap", "capabilities": {"portMappings": true}},
                  {"type": "firewall", "backend": "iptables"},
                  %s]}
                """.formatted(version, BRIDGE, plugins.leases(), last));
    }

    private CniNetwork network() {
        return network("1.0.0", "{\"type\": \"tuning\", \"sysctl\": {\"net.core.somaxconn\": \"300\"}}");
    }

    private static String run(String... command) throws IOException {
        try (LinuxProcess p = Spawn.command(command)
                .stdin(Stdio.devNull())
                .stderr(Stdio.toStdout())
                .start()) {
            return new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Nothing but loopback and the bridge, which the plugin leaves. */
    private static void nothingOnTheHost() throws IOException {
        assertThat(Links.here().list())
                .allMatch(l -> l.name().equals("lo") || l.name().equals(BRIDGE));
        assertThat(run("iptables-save") + run("ip6tables-save")).doesNotContain("10.88.7.77", "fd88:7::77");
    }

    private static String get(String address, int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 60_000);
            socket.setSoTimeout(60_000);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void answer(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                client.getOutputStream().write("hello".getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // closed
            }
        }
    }

    @Test
    void aContainerIsAttachedAndDetached() throws Exception {
        CniNetwork network = network();
        try (LinuxProcess box = DebianPlugins.box();
                NamespaceHandle inside = box.namespace(Namespace.NET)) {
            CniAttachment web = DebianPlugins.attachment(box)
                    .with(CniCapabilities.NONE
                            .ips(Cidr.of("10.88.7.77/24"), Cidr.of("fd88:7::77/64"))
                            .mac(MacAddress.of("02:00:00:00:00:77"))
                            .portMapping(PortMapping.tcp(8080, 80)));
            CniResult result = cni.add(network, web);
            assertThat(result.ips().get(0).address()).isEqualTo(Cidr.of("10.88.7.77/24"));
            assertThat(result.ips().get(0).gateway()).contains(Cidr.address("10.88.7.1"));
            assertThat(result.dns().nameservers()).containsExactly("10.88.7.1");
            assertThat(result.containerInterface()).map(CniInterface::name).contains("eth0");
            assertThat(result.ips().get(1).address()).isEqualTo(Cidr.of("fd88:7::77/64"));
            assertThat(plugins.leasesOf(network)).containsExactlyInAnyOrder("10.88.7.77", "fd88:7::77");
            try (Network there = Network.in(inside)) {
                assertThat(there.links().device("eth0").link().mac()).contains(MacAddress.of("02:00:00:00:00:77"));
            }
            assertThat(inside.<String, IOException>call(() -> parameter("net/core/somaxconn")))
                    .startsWith("300");
            reachedThroughItsPort(inside);
            assertThat(run("iptables-save")).contains("10.88.7.77", "8080");

            cni.del(network, web);
            cni.del(network, web);
            assertThat(plugins.leasesOf(network)).isEmpty();
            nothingOnTheHost();
            assertThat(cni.attachments()).isEmpty();
        }
    }

    /** In one read: the kernel gives a number only at the beginning of the file. */
    private static String parameter(String name) throws IOException {
        try (InputStream in = Files.newInputStream(Path.of("/proc/sys", name))) {
            return new String(in.readNBytes(16), StandardCharsets.UTF_8);
        }
    }

    private static void reachedThroughItsPort(NamespaceHandle inside) throws Exception {
        try (ServerSocket server = NamespaceSockets.of(inside).serverSocket()) {
            server.bind(new InetSocketAddress("10.88.7.77", 80));
            Thread answers = new Thread(() -> answer(server));
            answers.start();
            assertThat(get("10.88.7.77", 80)).isEqualTo("hello");
            assertThat(get("10.88.7.1", 8080)).isEqualTo("hello");
            server.close();
            answers.join();
        }
    }

    @Test
    void whatTheLastPluginRefusesIsUndoneByAll() throws Exception {
        CniNetwork network = network("0.4.0", "{\"type\": \"tuning\", \"sysctl\": {\"net.core.jlinux\": \"1\"}}");
        try (LinuxProcess box = DebianPlugins.box()) {
            CniException e =
                    catchThrowableOfType(CniException.class, () -> cni.add(network, DebianPlugins.attachment(box)));
            assertThat(e.plugin()).isEqualTo("tuning");
            assertThat(e).hasMessageContaining("jlinux");
            assertThat(e.getSuppressed()).isEmpty();
            assertThat(plugins.leasesOf(network)).isEmpty();
            nothingOnTheHost();
            assertThat(cni.attachments()).isEmpty();
        }
    }

    @Test
    void aContainerThatHasEndedIsDetachedByGc() throws Exception {
        CniNetwork network = network();
        try (LinuxProcess box = DebianPlugins.box();
                LinuxProcess other = DebianPlugins.box()) {
            cni.add(network, DebianPlugins.attachment(box));
            CniAttachment db = CniAttachment.of("db-1", Path.of("/proc/" + other.pid() + "/ns/net"));
            cni.add(network, db);
            box.close();
            assertThat(plugins.leasesOf(network)).hasSize(4);
            cni.gc(network, Set.of(db.id()));
            assertThat(plugins.leasesOf(network)).hasSize(2);
            assertThat(cni.attachments()).hasSize(1);
            isChecked(network, db, other);
            cni.gc(network, Set.of());
            assertThat(plugins.leasesOf(network)).isEmpty();
            nothingOnTheHost();
        }
    }

    /** Without a port mapping: portmap 1.1.1 looks for each in the tables of both IPv4 and IPv6, and does not find it. */
    private void isChecked(CniNetwork network, CniAttachment attachment, LinuxProcess box) throws IOException {
        cni.check(network, attachment);
        try (NamespaceHandle inside = box.namespace(Namespace.NET);
                Network there = Network.in(inside)) {
            there.links().device("eth0").delete();
        }
        CniException e = catchThrowableOfType(CniException.class, () -> cni.check(network, attachment));
        assertThat(e.plugin()).isEqualTo("bridge");
        assertThat(e.code()).isPresent();
    }

    @Test
    @Requires(Requirement.LINK_IFB)
    void bandwidthIsShaped() throws Exception {
        CniNetwork network = network("1.0.0", "{\"type\": \"bandwidth\", \"capabilities\": {\"bandwidth\": true}}");
        try (LinuxProcess box = DebianPlugins.box()) {
            CniAttachment web = DebianPlugins.attachment(box)
                    .with(CniCapabilities.NONE.bandwidth(CniBandwidth.of(10_000_000, 8_000_000)));
            CniResult result = cni.add(network, web);
            String host = result.interfaces().stream()
                    .map(CniInterface::name)
                    .filter(n -> n.startsWith("veth"))
                    .findFirst()
                    .orElseThrow();
            assertThat(run("tc", "qdisc", "show", "dev", host)).contains("tbf", "rate 10Mbit");
            cni.check(network, web);
            cni.del(network, web);
            nothingOnTheHost();
        }
    }

    @Test
    void loopbackAndVersions() throws Exception {
        CniNetwork lo = CniNetwork.parse("{\"cniVersion\":\"0.4.0\",\"name\":\"lo\",\"type\":\"loopback\"}");
        try (LinuxProcess box = DebianPlugins.box();
                NamespaceHandle inside = box.namespace(Namespace.NET);
                Network there = Network.in(inside)) {
            CniAttachment a = DebianPlugins.attachment(box).ifName("lo");
            cni.add(lo, a);
            assertThat(there.links().device("lo").link().isUp()).isTrue();
            cni.check(lo, a);
            cni.del(lo, a);
        }
        assertThat(cni.versions("bridge").speaks(CniVersion.V1_0_0)).isTrue();
        CniNetwork tooNew =
                CniNetwork.parse("{\"cniVersion\":\"1.1.0\",\"name\":\"n\",\"plugins\":[{\"type\":\"bridge\"}]}");
        if (!cni.versions("bridge").speaks(CniVersion.V1_1_0)) {
            assertThatThrownBy(() -> cni.add(tooNew, CniAttachment.of("x", Path.of("/proc/self/ns/net"))))
                    .isInstanceOfSatisfying(
                            CniException.class,
                            e -> assertThat(e.errorCode()).contains(CniErrorCode.INCOMPATIBLE_VERSION));
        }
    }
}
