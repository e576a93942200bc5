package io.jlinux.examples.cni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jlinux.net.Links;
import io.jlinux.net.Network;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.ns.NamespaceSockets;
import io.jlinux.oci.cni.Cni;
import io.jlinux.oci.cni.CniAttachment;
import io.jlinux.oci.cni.CniCapabilities;
import io.jlinux.oci.cni.CniException;
import io.jlinux.oci.cni.CniNetwork;
import io.jlinux.oci.cni.CniOptions;
import io.jlinux.oci.cni.CniResult;
import io.jlinux.oci.cni.CniVersion;
import io.jlinux.oci.cni.PortMapping;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.Kind;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The plugin in Java, called as any other plugin is: by its name in the plugin path, in a chain with Debian's portmap. */
@Tag("heavy") // JVMs that start JVMs
@NoLeaks
@Timeout(600)
@InNamespace(Kind.NET)
@Requires({Requirement.ROOT, Requirement.CNI_PLUGINS, Requirement.IPTABLES})
class BridgePluginTest {
    @TempDir
    Path dir;

    private Cni cni;
    private CniNetwork network;

    @BeforeEach
    void install() throws IOException {
        Links.loopback().up();
        Path script = Files.createDirectory(dir.resolve("bin")).resolve("jlinux-bridge");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String path = System.getProperty("java.class.path") + ":" + System.getProperty("jdk.module.path", "") + ":"
                + Path.of("target/classes").toAbsolutePath();
        Files.writeString(
                script,
                "#!/bin/sh\nexec " + java + " -XX:TieredStopAtLevel=1 -XX:-UsePerfData -cp '" + path + "' "
                        + BridgePlugin.class.getName() + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        cni = Cni.create(CniOptions.standard()
                .pluginPath(dir.resolve("bin"), Path.of("/usr/lib/cni"))
                .cacheDirectory(dir.resolve("cache"))
                .timeout(Duration.ofSeconds(300)));
        network = CniNetwork.parse("""
                {"cniVersion": "1.0.0", "name": "jlinux-java", "plugins": [
                  {"type": "jlinux-bridge", "bridge": "jlinux-br0", "subnet": "10.7.9.0/24", "dataDir": "%s"},
                  {"type": "portmap", "capabilities": {"portMappings": true}}]}
                """.formatted(dir.resolve("leases")));
    }

    @AfterEach
    void noBridge() throws IOException {
        if (Links.here().find("jlinux-br0").isPresent())
            Links.here().device("jlinux-br0").delete();
    }

    private static LinuxProcess box() throws IOException {
        return Spawn.command("sleep", "1000").unshare(Namespace.NET).start();
    }

    @Test
    void aPluginInJavaIsOneLikeOthers() throws Exception {
        assertThat(cni.versions("jlinux-bridge").speaks(CniVersion.V1_1_0)).isTrue();
        try (LinuxProcess box = box();
                NamespaceHandle inside = box.namespace(Namespace.NET)) {
            CniAttachment web = CniAttachment.of("web-1", Path.of("/proc/" + box.pid() + "/ns/net"))
                    .with(CniCapabilities.NONE.portMapping(PortMapping.tcp(8080, 80)));
            CniResult result = cni.add(network, web);
            String address = result.ips().get(0).address().address().getHostAddress();
            assertThat(address).startsWith("10.7.9.");
            assertThat(result.interfaces()).hasSize(3);
            reached(inside, address);

            anotherOneIsChecked();
            try (Network there = Network.in(inside)) {
                there.links().device("eth0").removeAddress(result.ips().get(0).address());
            }
            CniException e = catchThrowableOfType(CniException.class, () -> cni.check(network, web));
            assertThat(e.plugin()).isEqualTo("jlinux-bridge");
            assertThat(e).hasMessageContaining("eth0 has not " + address);

            cni.gc(network, Set.of(web.id()));
            assertThat(cni.attachments()).hasSize(1);
            cni.del(network, web);
            cni.del(network, web);
            assertThat(Links.here().list())
                    .allMatch(l -> Set.of("lo", "jlinux-br0").contains(l.name()));
        }
    }

    /** Without a port mapping: portmap 1.1.1 looks for each in the tables of both IPv4 and IPv6, and does not find it. */
    private void anotherOneIsChecked() throws IOException {
        try (LinuxProcess box = box()) {
            CniAttachment db = CniAttachment.of("db-1", Path.of("/proc/" + box.pid() + "/ns/net"));
            cni.add(network, db);
            cni.check(network, db);
            cni.del(network, db);
        }
    }

    private static void reached(NamespaceHandle inside, String address) throws Exception {
        try (ServerSocket server = NamespaceSockets.of(inside).serverSocket()) {
            server.bind(new InetSocketAddress(address, 80));
            try (Socket client = new Socket("10.7.9.1", 8080);
                    Socket accepted = server.accept()) {
                accepted.getOutputStream().write("hello".getBytes(StandardCharsets.UTF_8));
                accepted.shutdownOutput();
                assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("hello");
            }
        }
    }
}
