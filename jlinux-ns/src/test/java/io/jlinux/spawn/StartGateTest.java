package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.mount.Mount;
import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.ProcessNamespaces;
import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.PidFd;
import io.jlinux.sys.Signal;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that is ready waits until somebody opens its gate. */
@NoLeaks
@Timeout(120)
class StartGateTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path dir;

    private StartGate gate;

    @BeforeEach
    void makeGate() throws Exception {
        gate = StartGate.create(dir);
    }

    @Test
    void theProgramBeginsWhenTheGateIsOpened() throws Exception {
        Path out = dir.resolve("out");
        try (LinuxProcess p =
                sh("echo begun; ls -l /proc/self/fd").stdout(Stdio.file(out)).start()) {
            assertThat(gate.isWaiting()).isTrue();
            assertThat(p.waitFor(100, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(out).isEmptyFile();
            assertThat(Files.readString(Path.of("/proc/" + p.pid() + "/cmdline")))
                    .doesNotContain("java");

            gate.open("sh", SOON);

            assertThat(p.waitFor()).isZero();
            assertThat(gate.isWaiting()).isFalse();
        }
        assertThat(Files.readAllLines(out)).first().isEqualTo("begun");
        // its first line, the total, the three streams and the one of the listing
        assertThat(Files.readAllLines(out)).hasSize(1 + 1 + 4);
    }

    @Test
    void whatIsPassedOnKeepsItsNumber() throws Exception {
        Path file = Files.writeString(dir.resolve("passed"), "content");
        try (Fd fd = Fd.open(file, Fcntl.O_RDONLY);
                LinuxProcess p = sh("cat <&9; ls /proc/self/fd").pass(fd, 9).start()) {
            gate.open("sh", SOON);
            String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(out).startsWith("content").contains("9").doesNotContain("10");
        }
    }

    @Test
    void aProgramThatIsMissingIsAnErrorBeforeTheGate() {
        for (String program : List.of("/no/such/program", "no-such-program")) {
            assertThatThrownBy(() -> Spawn.command(program)
                            .env("PATH", "/usr/bin:/bin")
                            .waitAt(gate)
                            .start())
                    .isInstanceOfSatisfying(SpawnException.class, e -> {
                        assertThat(e.operation()).isEqualTo("execute");
                        assertThat(e.target()).isEqualTo(program);
                        assertThat(e.errno()).isEqualTo(Errno.ENOENT);
                    });
        }
        assertThatThrownBy(() ->
                        Spawn.command(notExecutable().toString()).waitAt(gate).start())
                .isInstanceOfSatisfying(
                        SpawnException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EACCES));
    }

    private Path notExecutable() throws IOException {
        return Files.writeString(dir.resolve("plain"), "#!/bin/sh\n");
    }

    @Test
    void aProgramIsLookedUpInItsOwnPath() throws Exception {
        Path bin = Files.createDirectory(dir.resolve("bin"));
        Path tool = Files.writeString(bin.resolve("jlinux-tool"), "#!/bin/sh\necho found\n");
        tool.toFile().setExecutable(true);
        try (LinuxProcess p = Spawn.command("jlinux-tool")
                .env("PATH", "/nowhere:" + bin + ":/bin:/usr/bin")
                .waitAt(gate)
                .start()) {
            gate.open("jlinux-tool", SOON);
            assertThat(p.getInputStream().readAllBytes()).isEqualTo("found\n".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void anExecveThatFailsIsToldToWhoOpenedTheGate() throws Exception {
        Path script = Files.writeString(dir.resolve("script"), "#!/no/such/interpreter\n");
        script.toFile().setExecutable(true);
        try (LinuxProcess p = Spawn.command(script.toString()).waitAt(gate).start()) {
            assertThatThrownBy(() -> gate.open(script.toString(), SOON))
                    .isInstanceOfSatisfying(LinuxException.class, e -> {
                        assertThat(e.errno()).isEqualTo(Errno.ENOENT);
                        assertThat(e.target()).isEqualTo(script.toString());
                    });
            assertThat(p.waitFor()).isEqualTo(127);
        }
    }

    @Test
    void nobodyWaitsAtAGateWhoseProcessHasEnded() throws Exception {
        assertThat(gate.isWaiting()).isFalse();
        try (LinuxProcess p = sh("true").start()) {
            p.signal(Signal.KILL);
            p.waitFor();
        }
        assertThat(gate.isWaiting()).isFalse();
        assertThatThrownBy(() -> gate.open("sh", SOON))
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENXIO));
        gate.remove();
        assertThat(dir).isEmptyDirectory();
        assertThat(gate.isWaiting()).isFalse();
    }

    @Test
    void theProgramsNameMayBeAnother() throws Exception {
        try (LinuxProcess p = Spawn.command("another-name", "-c", "echo $0")
                .program("/bin/sh")
                .waitAt(gate)
                .start()) {
            gate.open("sh", SOON);
            assertThat(p.getInputStream().readAllBytes()).isEqualTo("another-name\n".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void aCheckpointOfAChildSeesItBeforeAnythingHasHappened() throws Exception {
        AtomicLong seen = new AtomicLong();
        try (LinuxProcess p = Spawn.command("true").onChild(seen::set).start()) {
            assertThat(seen.get()).isEqualTo(p.pid());
        }
    }

    @Test
    void whatACheckpointThrowsEndsTheChild() throws Exception {
        AtomicLong seen = new AtomicLong();
        Spawn spawn = sh("true").onChild(pid -> {
            seen.set(pid);
            throw new IOException("no");
        });
        assertThatThrownBy(spawn::start).isInstanceOf(IOException.class).hasMessage("no");
        assertThat(Path.of("/proc/" + seen.get())).doesNotExist();
    }

    @Test
    @Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC})
    void aCheckpointBeforeTheRootSeesItsMounts() throws Exception {
        List<String> mounts = new ArrayList<>();
        try (BusyboxRoot root = BusyboxRoot.create()) {
            Spawn spawn = Spawn.command("/bin/true")
                    .unshare(Namespace.MOUNT, Namespace.PID, Namespace.UTS)
                    .rootfs(root.path())
                    .mount(Mount.tmpfs("/made-for-this"))
                    .beforeRoot(pid -> {
                        mounts.addAll(Files.readAllLines(Path.of("/proc/" + pid + "/mountinfo")));
                        try (PidFd fd = PidFd.open(pid)) {
                            mounts.addAll(Run.of(Spawn.command("cat", "/proc/self/mountinfo")
                                            .join(ProcessNamespaces.all(fd)))
                                    .lines());
                        } catch (InterruptedException e) {
                            throw new IOException(e);
                        }
                    });
            assertThat(Run.of(spawn).code()).isZero();
            assertThat(mounts)
                    .filteredOn(l -> l.contains(root.path() + "/made-for-this"))
                    .hasSize(2);

            Files.delete(root.path().resolve("made-for-this"));
            assertThatThrownBy(() -> spawn.beforeRoot(pid -> {
                                throw new IllegalStateException("no");
                            })
                            .start())
                    .isInstanceOf(IllegalStateException.class);
            assertThat(root.path().resolve("made-for-this")).doesNotExist();
        }
    }

    @Test
    @Requires(Requirement.ROOT)
    void theProcessOfAJoinedPidNamespaceIsTheOneThatIsSeen() throws Exception {
        AtomicLong seen = new AtomicLong();
        try (LinuxProcess box =
                        Spawn.command("sleep", "60").unshare(Namespace.PID).start();
                PidFd fd = box.openPidFd();
                LinuxProcess p = sh("echo $$")
                        .join(ProcessNamespaces.of(fd, Namespace.PID))
                        .onChild(seen::set)
                        .start()) {
            assertThat(seen.get()).isEqualTo(p.pid());
            gate.open("sh", SOON);
            assertThat(p.getInputStream().readAllBytes()).isEqualTo("2\n".getBytes(StandardCharsets.UTF_8));
        }
    }

    /** It is told by the second of two processes, of which the first one ends when it knows the other's pid. */
    @Test
    @Requires(Requirement.ROOT)
    void itsPidIsKnownBeforeItDoesAnything() throws Exception {
        try (LinuxProcess box =
                        Spawn.command("sleep", "60").unshare(Namespace.PID).start();
                PidFd fd = box.openPidFd()) {
            for (int i = 0; i < (Boolean.getBoolean("jlinux.vm") ? 10 : 100); i++) {
                AtomicLong seen = new AtomicLong();
                try (LinuxProcess p = Spawn.command("true")
                        .join(ProcessNamespaces.of(fd, Namespace.PID))
                        .onChild(seen::set)
                        .start()) {
                    assertThat(seen.get()).isEqualTo(p.pid());
                    assertThat(p.waitFor()).isZero();
                }
            }
        }
    }

    @Test
    @Requires(Requirement.USER_NAMESPACES)
    void aRootlessProcessWaitsToo() throws Exception {
        try (LinuxProcess p = sh("id -u; hostname")
                .unshare(Namespace.USER, Namespace.PID, Namespace.UTS)
                .idMap(IdMap.rootToSelf())
                .hostname("waiting")
                .start()) {
            gate.open("sh", SOON);
            assertThat(p.getInputStream().readAllBytes()).isEqualTo("0\nwaiting\n".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void aDeathSignalContradictsIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sh("true").parentDeathSignal(Signal.KILL).start());
    }

    @Tag("heavy")
    @Test
    void aWaitingProcessOutlivesItsJvm() throws Exception {
        gate.remove();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1"));
        if (Runtime.version().feature() >= 22) command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), StartGateMain.class.getName(), dir.toString()));
        if (Requirement.ROOT.isMet()) command.add("with namespaces");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeAll(List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS"));
        Process jvm = builder.start();
        String said = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        jvm.waitFor();
        assertThat(said).matches("[0-9]+");
        try (PidFd process = PidFd.open(Long.parseLong(said))) {
            try {
                assertThat(gate.isWaiting()).isTrue();
                gate.open("sh", SOON);
                while (!Files.exists(dir.resolve("out")) || Files.size(dir.resolve("out")) == 0) Thread.sleep(10);
                assertThat(dir.resolve("out")).hasContent("begun");
                assertThat(process.hasExited()).isFalse();
            } finally {
                process.send(Signal.KILL);
            }
            while (!process.hasExited()) Thread.sleep(10);
        }
    }

    private Spawn sh(String script) {
        return Spawn.command("/bin/sh", "-c", script).waitAt(gate);
    }
}
