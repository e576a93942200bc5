package io.jlinux.examples.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.CgroupHost;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program, as a user calls it where there is no terminal. */
@NoLeaks
@Timeout(120)
class MonitorTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeAll
    static void openRoot() throws Exception {
        System.setProperty("java.awt.headless", "true");
        Path picture = Files.createTempFile("jlinux-monitor", ".png");
        Recording recording = new Recording();
        Frames.run(2).forEach(recording::add);
        RunChart.write(recording, Frames.MACHINE, picture); // the JVM keeps the fonts open from now on
        Files.delete(picture);
        if (Requirement.CGROUP_WRITABLE.isMet()) {
            CgroupHost.current().home();
            CgroupHost.current().root();
        }
    }

    private int run(String... args) {
        PrintStream o = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream e = new PrintStream(err, true, StandardCharsets.UTF_8);
        return Monitor.run(o, e, args);
    }

    private List<String> lines() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private String error() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** From the root of its first hierarchy. */
    private static String path(Cgroup cg) throws Exception {
        Path directory = cg.directories().get(0);
        return CgroupHost.current().hierarchies().stream()
                .filter(h -> directory.startsWith(h.mountPoint()))
                .map(h -> h.mountPoint().relativize(directory).toString())
                .max(java.util.Comparator.comparingInt(String::length).reversed())
                .orElseThrow();
    }

    @Test
    @Requires(Requirement.CGROUP_WRITABLE)
    void aTableOfRealCgroups() throws Exception {
        Path picture = folder.resolve("run.png");
        String name = "jlinux-monitor-" + ProcessHandle.current().pid();
        try (Cgroup cg = Cgroup.create(name);
                Cgroup inner = cg.createChild("inner");
                LinuxProcess p = Spawn.command("/bin/sh", "-c", "while :; do :; done")
                        .with(inner.placement())
                        .start()) {
            assertThat(p.isAlive()).isTrue();
            int status = run("-b", "-n", "2", "-i", "0.5", "--record", picture.toString(), path(cg));
            assertThat(error()).isEmpty();
            assertThat(status).isZero();
        }
        List<String> rows =
                lines().stream().filter(l -> l.startsWith(" └ inner ")).toList();
        assertThat(rows).hasSize(2).anyMatch(row -> row.chars().anyMatch(c -> "▏▎▍▌▋▊▉█".indexOf(c) >= 0));
        assertThat(lines().get(1)).startsWith(" CGROUP");
        assertThat(ImageIO.read(picture.toFile()).getHeight()).isEqualTo(960);
        assertThat(Files.list(folder)).hasSize(1);
    }

    @Test
    @Requires(Requirement.CGROUP_WRITABLE)
    void oneTableWhenNoMoreIsWanted() {
        assertThat(run("--once", "--flat", "--sort", "memory", "--interval", "0.2", "--depth", "1"))
                .isZero();
        assertThat(lines().get(0)).startsWith(" CGROUP");
        assertThat(lines()).anyMatch(l -> l.startsWith(" / "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--no-such-option",
                "--interval 0",
                "--interval soon",
                "--sort size",
                "--once --batch",
                "--record chart.gif",
                "--record /no/such/folder/x.png",
                "--width 3",
                "--depth -1",
                "one two"
            })
    void wrongArgumentsGetOneClearLine(String args) {
        assertThat(run(args.split(" "))).isEqualTo(2);
        assertThat(error().lines()).hasSize(1);
        assertThat(error()).startsWith("monitor: ").contains("(--help tells)").doesNotContain("Exception");
        assertThat(lines()).isEmpty();
    }

    @Test
    @Requires(Requirement.CGROUP_WRITABLE)
    void aCgroupThatIsNotThereGetsOneClearLine() {
        assertThat(run("--once", "/jlinux-no-such-cgroup")).isEqualTo(1);
        assertThat(error().lines()).hasSize(1);
        assertThat(error()).startsWith("monitor: open cgroup").contains("ENOENT", "jlinux-no-such-cgroup");
    }

    @Test
    void helpTellsTheKeys() {
        assertThat(run("--help")).isZero();
        assertThat(String.join("\n", lines())).contains("q quit", "--record", "--once");
    }
}
