package io.jlinux.examples.namespaces;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.mount.Mount;
import io.jlinux.ns.NamedNamespaces;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.ns.NamespaceInfo;
import io.jlinux.ns.NamespaceScope;
import io.jlinux.ns.NamespaceSockets;
import io.jlinux.ns.NamespaceTable;
import io.jlinux.ns.NetworkNamespacePool;
import io.jlinux.ns.NetworkPoolOptions;
import io.jlinux.ns.ProcessNamespaces;
import io.jlinux.oci.OciBundle;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Mounts;
import io.jlinux.spawn.Spawn;
import io.jlinux.sys.PidFd;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The code of the README's section on namespaces: it is here, and it runs. */
@NoLeaks
@Timeout(60)
class ReadmeTest {
    private static final Path HERE = Path.of(System.getProperty("basedir", "."));

    @Test
    @Requires({Requirement.ROOT, Requirement.IP})
    @SuppressWarnings("try") // the scopes are the point
    void theCodeRuns() throws Exception {
        LinuxProcess p = Spawn.command("/bin/sh")
                .unshare(Namespace.USER, Namespace.PID, Namespace.MOUNT, Namespace.UTS, Namespace.NET)
                .mount(Mount.proc())
                .hostname("box")
                .start();

        try (NamespaceScope scope = Namespace.unshare(Namespace.NET, Namespace.UTS)) {
            assertThat(Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net")))
                    .isNotEqualTo(Files.readSymbolicLink(Path.of("/proc/self/ns/net")));
        }

        ServerSocket server;
        try (NamespaceHandle net = p.namespace(Namespace.NET);
                PidFd process = p.openPidFd()) {
            Spawn.command("ip", "addr").join(net).inheritIO().start().waitFor();
            server = NamespaceSockets.of(net).serverSocket();
            Spawn.command("ps")
                    .join(ProcessNamespaces.all(process))
                    .inheritIO()
                    .start()
                    .waitFor();
        }
        assertThat(server.isBound()).isFalse();
        server.close();
        p.close();
        named();

        try (NetworkNamespacePool pool = NetworkNamespacePool.create(NetworkPoolOptions.ofSize(16))) {
            Spawn.command("/bin/true")
                    .unshare(Namespace.PID)
                    .networkFrom(pool)
                    .inheritIO()
                    .start()
                    .waitFor();
            assertThat(pool.stats().taken()).isEqualTo(1);
        }
    }

    /** In a /run of its own. */
    private static void named() throws Exception {
        try (NamespaceScope scope = Namespace.unshare(Namespace.MOUNT)) {
            assertThat(scope).isNotNull();
            Mounts.attach(Mount.tmpfs("/run"));
            try (NamespaceHandle blue = NamedNamespaces.networks().add("blue")) {
                List<String> links = blue.call(() -> Files.readAllLines(Path.of("/proc/thread-self/net/dev")));
                assertThat(links).as("headings, and lo").hasSize(3);
            }

            NamespaceTable table = NamespaceTable.read();
            for (NamespaceInfo net : table.of(Namespace.NET)) {
                System.out.printf("%s owned by %s: %s%n", net, table.owner(net), net.pids());
            }
            assertThat(table.of(Namespace.NET)).hasSizeGreaterThan(1);
        }
    }

    /** Compiled only: what it does has tests in the module of OCI bundles. */
    static int bundle(NetworkNamespacePool pool) throws Exception {
        return OciBundle.load(Path.of("bundle")).networkFrom(pool).run("my-container");
    }

    @Test
    void theReadmeShowsThisCode() throws Exception {
        String readme = Files.readString(HERE.resolve("../README.md"));
        String section = readme.substring(readme.indexOf("## Namespaces"), readme.indexOf("## Connect two"));
        List<String> code = Arrays.stream(section.split("```java\n")[1].split("```")[0].split("\n"))
                .map(line -> line.replaceFirst("(^|\\s)//.*", ""))
                .map(line -> line.replaceAll("[\\s…]", ""))
                .toList();
        String source = Files.readString(HERE.resolve("src/test/java/io/jlinux/examples/namespaces/ReadmeTest.java"))
                .replaceAll("\\s", "");
        assertThat(code).hasSizeGreaterThan(10).allMatch(source::contains);
    }
}
