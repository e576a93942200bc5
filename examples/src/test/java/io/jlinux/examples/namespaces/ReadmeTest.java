package io.jlinux.examples.namespaces;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.mount.Mount;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.ns.NamespaceScope;
import io.jlinux.ns.NetworkNamespacePool;
import io.jlinux.ns.NetworkPoolOptions;
import io.jlinux.oci.OciBundle;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
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
        try (NamespaceHandle net = p.namespace(Namespace.NET)) {
            Spawn.command("ip", "addr").join(net).inheritIO().start().waitFor();
            try (NamespaceScope scope = net.enter()) {
                server = new ServerSocket(8080);
            }
        }
        server.close();
        p.close();

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

    /** Compiled only: what it does has tests in the module of OCI bundles. */
    static int bundle(NetworkNamespacePool pool) throws Exception {
        return OciBundle.load(Path.of("bundle")).networkFrom(pool).run("my-container");
    }

    @Test
    void theReadmeShowsThisCode() throws Exception {
        String readme = Files.readString(HERE.resolve("../README.md"));
        String section = readme.substring(readme.indexOf("## Namespaces"), readme.indexOf("## Connect two"));
        List<String> code = Arrays.stream(section.split("```java\n")[1].split("```")[0].split("\n"))
                .filter(line -> !line.strip().startsWith("//"))
                .map(line -> line.replaceAll("[\\s…]", ""))
                .toList();
        String source = Files.readString(HERE.resolve("src/test/java/io/jlinux/examples/namespaces/ReadmeTest.java"))
                .replaceAll("\\s", "");
        assertThat(code).hasSizeGreaterThan(10).allMatch(source::contains);
    }
}
