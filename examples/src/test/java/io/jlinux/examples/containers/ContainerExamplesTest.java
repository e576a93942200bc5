package io.jlinux.examples.containers;

import static io.jlinux.examples.Example.linesOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.oci.spec.ConfigWriter;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.Kind;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each program prints what a learner is told it prints. */
@NoLeaks
@Timeout(180)
class ContainerExamplesTest {
    private static final Path SOURCES =
            Path.of(System.getProperty("basedir", "."), "src/main/java/io/jlinux/examples/containers");

    @TempDir
    Path dir;

    @Test
    @Requires(Requirement.USER_NAMESPACES)
    void aContainerFromScratch() throws Exception {
        List<String> lines = linesOf(ContainerFromScratch::main);
        assertThat(lines)
                .containsExactly(
                        "created: created, its program has not begun",
                        "started: running",
                        "second process: sees process 1: /bin/sh ",
                        "inside: process 1 on scratch",
                        "ended: exit 0, stopped",
                        "left: []");
    }

    private String busyboxRoot() throws IOException {
        Path bin = Files.createDirectories(dir.resolve("rootfs/bin"));
        Files.copy(Path.of("/bin/busybox"), bin.resolve("busybox"));
        for (String name : List.of("sh", "hostname", "ls", "grep", "nc", "sleep", "cat"))
            Files.createSymbolicLink(bin.resolve(name), Path.of("busybox"));
        return dir.resolve("rootfs").toString();
    }

    @Test
    @Requires({Requirement.USER_NAMESPACES, Requirement.BUSYBOX_STATIC})
    void aConfigWrittenByHand() throws Exception {
        String root = busyboxRoot();
        assertThat(linesOf(HandWrittenConfig::main, root))
                .hasSize(9)
                .first()
                .asString()
                .startsWith("a mistake: /linux/namespaces/2/type: ");
        assertThat(linesOf(HandWrittenConfig::main, root).subList(1, 9))
                .containsExactly(
                        "it becomes a list of system calls, among them",
                        "  clone3",
                        "  fsmount",
                        "  pivot_root",
                        "  sethostname",
                        "  execve",
                        "process 1 on by-hand, as user 0",
                        "ended: exit 0");
    }

    @Test
    @Requires({Requirement.USER_NAMESPACES, Requirement.BUSYBOX_STATIC})
    void containersThatDoNotStart() throws Exception {
        String root = busyboxRoot();
        List<String> lines = linesOf(DiagnosedContainer::main, root);
        String all = String.join("\n", lines);
        assertThat(all)
                .contains("execute /bin/no-such: ENOENT (No such file or directory). Hint: there is no such file")
                .contains("before it started: /process/cwd: ")
                .contains("does not exist on the host")
                .contains("its interpreter /opt/python/bin/python3 does not")
                .contains("execute /bin/text: EACCES (Permission denied). Hint: /bin/text has no execute permission")
                .contains("there are no files in the root ")
                .contains("before it started: /root/path: is not a directory");
        assertThat(lines.stream().filter(l -> l.startsWith("  step "))).hasSizeGreaterThanOrEqualTo(4);
        assertThat(lines).last().isEqualTo("and one that starts: exit 0");
    }

    @Test
    @InNamespace(Kind.NET)
    @Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC})
    void twoContainersOnABridge() throws Exception {
        String root = busyboxRoot();
        assertThat(linesOf(NetworkedContainer::main, root))
                .containsExactly("the server is 10.213.8.2", "hello from server", "client", "still attached: 0");
    }

    private Path bundle(String... command) throws IOException {
        Path bin = Files.createDirectories(dir.resolve("rootfs/bin"));
        Files.copy(Path.of("/bin/busybox"), bin.resolve("busybox"));
        for (String name : List.of("sh", "sleep", "echo"))
            Files.createSymbolicLink(bin.resolve(name), Path.of("busybox"));
        OciConfig config = OciConfig.template().withTerminal(false).withArgs(command);
        Files.write(dir.resolve("config.json"), ConfigWriter.write(config));
        return dir;
    }

    @Test
    @Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC})
    void aRuntimeOfOnesOwnAndAMonitorOfIt() throws Exception {
        String root = dir.resolve("state").toString();
        String bundle = bundle("sleep", "1000").toString();
        String id = "jlinux-example-" + ProcessHandle.current().pid();
        assertThat(SimpleRuntime.execute("--root", root, "create", id, bundle)).isZero();
        try {
            assertThat(linesOf(SimpleRuntime::execute, "--root", root, "list"))
                    .singleElement()
                    .asString()
                    .matches(id + " +created +" + bundle);
            assertThat(SimpleRuntime.execute("--root", root, "start", id)).isZero();
            assertThat(String.join("\n", linesOf(SimpleRuntime::execute, "--root", root, "state", id)))
                    .contains("\"status\": \"running\"", "\"id\": \"" + id + "\"");
            assertThat(SimpleRuntime.execute("--root", root, "exec", id, "sh", "-c", "exit 3"))
                    .isEqualTo(3);
            List<String> seen = linesOf(ContainerMonitor::main, root, "2");
            assertThat(seen).hasSize(3).first().asString().startsWith("CONTAINER");
            assertThat(seen.get(2)).startsWith(id).contains("running");
            assertThat(SimpleRuntime.execute("--root", root, "delete", id)).isEqualTo(1);
            assertThat(SimpleRuntime.execute("--root", root, "kill", id, "KILL"))
                    .isZero();
        } finally {
            SimpleRuntime.execute("--root", root, "delete", "--force", id);
        }
        assertThat(linesOf(SimpleRuntime::execute, "--root", root, "list")).isEmpty();
    }

    @Test
    void theyAreShort() throws Exception {
        for (String name : List.of(
                "ContainerFromScratch",
                "ContainerMonitor",
                "HandWrittenConfig",
                "DiagnosedContainer",
                "NetworkedContainer")) assertThat(code(name)).isLessThan(80);
        assertThat(code("SimpleRuntime")).isBetween(70L, 110L);
    }

    /** Lines of code: no comments, imports and empty lines. */
    private static long code(String name) throws IOException {
        try (Stream<String> lines = Files.lines(SOURCES.resolve(name + ".java"))) {
            return lines.map(String::strip)
                    .filter(l -> !l.isEmpty() && !l.startsWith("import ") && !l.startsWith("*") && !l.startsWith("/"))
                    .count();
        }
    }
}
