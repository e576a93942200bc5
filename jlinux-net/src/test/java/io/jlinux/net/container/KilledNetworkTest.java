package io.jlinux.net.container;

import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.NFTABLES;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.net.Cidr;
import io.jlinux.net.Network;
import io.jlinux.net.nftables.Nftables;
import io.jlinux.net.nftables.Rule;
import io.jlinux.net.nftables.Table;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a JVM leaves that is killed while it holds a network, and who takes it back. */
@Tag("heavy")
@Requires({ROOT, NFTABLES})
@InNamespace(NET)
@NoLeaks
@Timeout(200)
class KilledNetworkTest {
    private static final String SUBNET = "10.7.0.0/24";

    @TempDir
    Path directory;

    /** Starts one in the namespace of this thread, and kills it when it has all. */
    private void killed(String name, String subnet, int port, String... namespaces) throws Exception {
        Process jvm = start(name, subnet, port, namespaces);
        try (BufferedReader out = jvm.inputReader()) {
            assertThat(out.readLine()).isEqualTo("ready");
        } finally {
            jvm.destroyForcibly().waitFor();
        }
    }

    private Process start(String name, String subnet, int port, String... namespaces) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "nsenter",
                "--net=/proc/" + ProcessHandle.current().pid() + "/task/" + tid() + "/ns/net",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path")
                        + File.pathSeparator
                        + System.getProperty("jdk.module.path", "")
                        + File.pathSeparator
                        + Path.of("target/test-classes").toAbsolutePath(),
                CrashedNetworkMain.class.getName(),
                directory.toString(),
                name,
                subnet,
                Integer.toString(port)));
        command.addAll(List.of(namespaces));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String tid() throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/thread-self"))
                .getFileName()
                .toString();
    }

    private static List<String> tables() throws IOException {
        try (Nftables nft = Nftables.current()) {
            return nft.tables().stream().map(t -> t.name().name()).sorted().toList();
        }
    }

    private static List<String> forwards() throws IOException {
        List<String> comments = new ArrayList<>();
        try (Nftables nft = Nftables.current()) {
            for (Table table : nft.tables()) {
                for (Rule rule : nft.rules(table.name())) {
                    rule.comment().filter(c -> c.contains(" to ")).ifPresent(comments::add);
                }
            }
        }
        return comments;
    }

    @Test
    void aCollectionLeavesNothing() throws Exception {
        try (NamespaceHandle here = Namespace.NET.current()) {
            Look before = Look.at(here);
            killed("jl0", SUBNET, 8080);
            assertThat(tables()).containsExactly("jlinux-nat-jl0", "jlinux-network-jl0");

            List<String> taken = ContainerNetwork.collect(directory);

            assertThat(taken)
                    .contains(
                            "lease of 10.7.0.2",
                            "table inet jlinux-nat-jl0",
                            "bridge jl0",
                            "rules of jl0",
                            "ipv4/ip_forward");
            assertThat(tables()).isEmpty();
            before.isBackIn(here);
            assertThat(directory).isEmptyDirectory();
            assertThat(ContainerNetwork.collect(directory)).isEmpty();
        }
    }

    @Test
    void theNextNetworkOfAnyNameTakesItBackAndLeavesTheLivingAlone() throws Exception {
        try (NamespaceHandle here = Namespace.NET.current();
                ContainerNetwork living = ContainerNetwork.bridge(
                        BridgeNetworkSpec.of("jl1", Cidr.of("10.8.0.0/24")).directory(directory));
                Box box = Box.create()) {
            Attachment attachment =
                    living.attach(box.handle(), AttachOptions.of("box").forward(ForwardedPort.tcp(9090, 80)));
            Look before = Look.at(here);
            killed("jl0", SUBNET, 8080);
            assertThat(tables()).contains("jlinux-nat-jl0", "jlinux-network-jl0");
            awaitPorts();

            ContainerNetwork.bridge(
                            BridgeNetworkSpec.of("jl2", Cidr.of("10.9.0.0/24")).directory(directory))
                    .close();

            assertThat(tables()).containsExactly("jlinux-nat-jl1", "jlinux-network-jl1");
            before.isBackIn(here);
            box.reaches(Cidr.address("10.8.0.1"));
            assertThat(attachment.isAttached()).isTrue();
            assertThat(forwards()).contains("tcp 9090 to 10.8.0.2:80");
        }
        assertThat(tables()).isEmpty();
        assertThat(directory).isEmptyDirectory();
    }

    /** Until the kernel has deleted the links of the namespace that ended with the process. */
    private static void awaitPorts() throws Exception {
        for (int i = 0; i < 500; i++) {
            try (Network network = Network.current()) {
                if (network.links().list().stream().noneMatch(l -> l.name().startsWith("jl0-"))) return;
            }
            Thread.sleep(10);
        }
    }

    @Test
    void aContainerThatOutlivesItKeepsItsPorts() throws Exception {
        try (NamespaceHandle here = Namespace.NET.current()) {
            Look before = Look.at(here);
            try (Box box = Box.create()) {
                String path = "/proc/" + ProcessHandle.current().pid() + "/fd/"
                        + box.handle().fd().number();
                killed("jl0", SUBNET, 8080, path);

                assertThat(ContainerNetwork.collect(directory)).contains("lease of 10.7.0.2");

                assertThat(forwards())
                        .contains("tcp 8084 to 10.7.0.3:80", "udp 8084 to 10.7.0.3:53")
                        .noneMatch(f -> f.contains("10.7.0.2"));
                box.reaches(Cidr.address("10.7.0.1"));
            }
            // when it has gone, too, nothing is left
            assertThat(ContainerNetwork.collect(directory)).contains("lease of 10.7.0.3", "bridge jl0");
            assertThat(tables()).isEmpty();
            before.isBackIn(here);
            assertThat(directory).isEmptyDirectory();
        }
    }
}
