package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.mount.Mount;
import io.jlinux.mount.Rootfs;
import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.security.CapabilitySets;
import io.jlinux.sys.Fd;
import io.jlinux.sys.Signal;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A start that was compiled once does each time what it would do if it were compiled anew. */
@NoLeaks
@Timeout(120)
class PreparedSpawnTest {
    private static final int PR_SET_DUMPABLE = 4;

    @TempDir
    Path work;

    private static String output(LinuxProcess p) throws IOException, InterruptedException {
        try (p) {
            String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String err = new String(p.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(p.waitFor()).as(err).isZero();
            return out.strip();
        }
    }

    private static Spawn box(String... command) {
        return Spawn.command(command)
                .unshare(Namespace.USER, Namespace.PID, Namespace.MOUNT, Namespace.UTS)
                .idMap(IdMap.rootToSelf())
                .hostname("prepared")
                .rootfs(Rootfs.host())
                .mount(Mount.proc(), Mount.tmpfs("/tmp"))
                .capabilities(CapabilitySets.none())
                .noNewPrivileges()
                .parentDeathSignal(Signal.KILL);
    }

    @Test
    void eachStartIsAProcessOfItsOwn() throws Exception {
        PreparedSpawn echo = Spawn.command("/bin/sh", "-c", "echo $$").prepare();
        List<String> pids = new ArrayList<>();
        for (int i = 0; i < 5; i++) pids.add(output(echo.start()));
        assertThat(pids).doesNotHaveDuplicates();
        assertThat(echo.isKept()).isTrue();
    }

    @Test
    void changesOfTheBuilderDoNotReachIt() throws Exception {
        Spawn spawn = Spawn.command("/bin/sh", "-c", "echo $WHO").env("WHO", "first");
        PreparedSpawn prepared = spawn.prepare();
        spawn.env("WHO", "second");
        assertThat(output(prepared.start())).isEqualTo("first");
        assertThat(output(prepared.start())).isEqualTo("first");
        assertThat(output(spawn.start())).isEqualTo("second");
    }

    @Test
    @Requires(Requirement.USER_NAMESPACES)
    void containersComeOutTheSameDirectlyAndInAnImage() throws Exception {
        String look = "hostname; echo $$; id -u; grep CapEff /proc/self/status; ls /; ls /proc/self/fd | wc -l";
        for (boolean image : new boolean[] {false, true}) {
            Spawn spawn = box("/bin/sh", "-c", look);
            if (image) spawn.ownImage();
            String once = output(spawn.start());
            assertThat(once).startsWith("prepared\n1\n0\n");
            PreparedSpawn prepared = spawn.prepare();
            for (int i = 0; i < 4; i++) assertThat(output(prepared.start())).isEqualTo(once);
            assertThat(prepared.isKept()).isTrue();
        }
    }

    @Test
    @Requires(Requirement.USER_NAMESPACES)
    void whatHasChangedOnTheHostIsSeen() throws Exception {
        Path source = work.resolve("source");
        Files.createDirectory(source);
        Files.writeString(source.resolve("inside"), "of the directory");
        PreparedSpawn prepared = box(
                        "/bin/sh", "-c", "if [ -d /tmp/it ]; then cat /tmp/it/inside; else cat /tmp/it; fi")
                .mount(Mount.bind(source, "/tmp/it"))
                .ownImage()
                .prepare();
        assertThat(output(prepared.start())).isEqualTo("of the directory");
        assertThat(prepared.isKept()).isTrue();
        Files.delete(source.resolve("inside"));
        Files.delete(source);
        Files.writeString(source, "the file");
        assertThat(prepared.isKept()).isFalse();
        assertThat(output(prepared.start())).isEqualTo("the file");
        assertThat(output(prepared.start())).isEqualTo("the file");
        Files.delete(source);
        assertThatThrownBy(prepared::start)
                .isInstanceOf(SpawnException.class)
                .hasMessageContaining("bind " + source)
                .hasMessageContaining("ENOENT");
    }

    @Test
    void aFailureNamesItsStepEachTime() throws Exception {
        Path program = work.resolve("program");
        Files.writeString(program, "#!/bin/sh\necho done\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        for (boolean image : new boolean[] {false, true}) {
            Files.writeString(program, "#!/bin/sh\necho done\n");
            assertThat(program.toFile().setExecutable(true)).isTrue();
            Spawn spawn = Spawn.command(program.toString());
            PreparedSpawn prepared = image ? spawn.ownImage().prepare() : spawn.prepare();
            for (int i = 0; i < 3; i++) assertThat(output(prepared.start())).isEqualTo("done");
            Files.delete(program);
            SpawnException fresh = failure(spawn::start);
            assertThat(failure(prepared::start).getMessage()).isEqualTo(fresh.getMessage());
            assertThat(failure(prepared::start).step()).isEqualTo(fresh.step());
        }
    }

    @Test
    @Requires({Requirement.USER_NAMESPACES, Requirement.BUSYBOX_STATIC})
    void eachStartTakesBackWhatItHasMadeItself() throws Exception {
        try (BusyboxRoot root = BusyboxRoot.create()) {
            PreparedSpawn prepared = Spawn.command("/bin/true")
                    .unshare(Namespace.USER, Namespace.MOUNT)
                    .idMap(IdMap.rootToSelf())
                    .rootfs(root.path())
                    .mount(Mount.tmpfs("/made/here"))
                    .prepare();
            for (int i = 0; i < 3; i++) {
                try (LinuxProcess p = prepared.start()) {
                    assertThat(p.waitFor()).isZero();
                    assertThat(root.path().resolve("made/here")).isDirectory();
                    p.removeMountPoints();
                }
                assertThat(root.path().resolve("made")).doesNotExist();
            }
            assertThat(prepared.isKept()).isTrue();
            Files.delete(root.path().resolve("bin/true"));
            assertThat(failure(prepared::start)).hasMessageContaining("/bin/true");
            assertThat(root.path().resolve("made")).doesNotExist();
        }
    }

    private static SpawnException failure(Callable<LinuxProcess> start) throws Exception {
        try (LinuxProcess p = start.call()) {
            throw new AssertionError("it began: " + p);
        } catch (SpawnException e) {
            return e;
        }
    }

    @Test
    @Requires(Requirement.USER_NAMESPACES)
    void manyThreadsMayStartItAtOnce() throws Exception {
        PreparedSpawn prepared =
                box("/bin/sh", "-c", "echo $$ $(hostname)").ownImage().prepare();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<String>> all = new ArrayList<>();
            for (int i = 0; i < 24; i++) all.add(pool.submit(() -> output(prepared.start())));
            for (Future<String> f : all) assertThat(f.get()).isEqualTo("1 prepared");
        } finally {
            pool.shutdown();
        }
    }

    @Test
    @Requires(Requirement.USER_NAMESPACES)
    void eachStartMayHaveAnotherCommand() throws Exception {
        for (boolean image : new boolean[] {false, true}) {
            Spawn spawn = box("/bin/sh", "-c", "echo first").env("WHO", "me");
            if (image) spawn.ownImage();
            PreparedSpawn prepared = spawn.prepare();
            assertThat(output(prepared.start())).isEqualTo("first");
            PlanCache.Kept kept = prepared.kept();
            String much = "x".repeat(100_000);
            assertThat(output(prepared.command("/bin/echo", "second", much).start()))
                    .isEqualTo("second " + much);
            assertThat(output(prepared.command("/bin/sh", "-c", "echo $0 $WHO", "third")
                            .start()))
                    .isEqualTo("third me");
            assertThat(output(prepared.start())).isEqualTo("first");
            assertThat(prepared.kept()).isSameAs(kept);
            // looked for in PATH, which is more entries
            assertThat(output(prepared.command("echo", "fourth").start())).isEqualTo("fourth");
            assertThat(prepared.kept()).isSameAs(kept);
            PreparedSpawn missing = prepared.command("/bin/missing");
            assertThat(failure(missing::start)).hasMessageStartingWith("execute /bin/missing: ENOENT");
            Spawn fresh = box("/bin/missing").env("WHO", "me");
            if (image) fresh.ownImage();
            assertThat(failure(missing::start).step())
                    .isEqualTo(failure(fresh::start).step());
            assertThatThrownBy(
                            () -> prepared.command("/bin/echo", much.repeat(40)).start())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("E2BIG");
        }
    }

    @Test
    void anotherCommandIsCheckedAtOnce() {
        PreparedSpawn prepared = Spawn.command("/bin/true").prepare("%NAME%");
        assertThatThrownBy(() -> prepared.command()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> prepared.command("/bin/echo", "a\0b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> prepared.command("/bin/echo", "%NAME%"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("placeholder");
    }

    @Test
    @Requires(Requirement.USER_NAMESPACES)
    void itsDescriptorsMayHaveOtherNumbersEachTime() throws Exception {
        String look = "read line; echo $line; echo error >&2; ls -l /proc/self/fd";
        for (boolean image : new boolean[] {false, true}) {
            Spawn spawn = box("/bin/sh", "-c", look);
            if (image) spawn.ownImage();
            PreparedSpawn prepared = spawn.prepare();
            try (LinuxProcess first = prepared.start()) {
                first.destroyForcibly().waitFor();
            }
            PlanCache.Kept kept = prepared.kept();
            List<Fd> others = new ArrayList<>();
            try {
                for (int more : new int[] {1, 7, 0, 40}) {
                    for (int i = 0; i < more; i++) others.add(DevNull.get().duplicate());
                    // every other one, so that the start's own numbers have some of the JVM's between them
                    if (more == 40)
                        for (int i = 8; i < 48; i += 2) others.get(i).close();
                    try (LinuxProcess p = prepared.start()) {
                        p.getOutputStream().write("hello\n".getBytes(StandardCharsets.UTF_8));
                        p.getOutputStream().close();
                        assertThat(new String(p.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                                .isEqualTo("error\n");
                        List<String> lines = p.inputReader().lines().toList();
                        assertThat(lines.get(0)).isEqualTo("hello");
                        // 3 is the directory that ls lists
                        assertThat(lines.stream().filter(l -> l.contains(" -> ")))
                                .hasSize(4);
                        assertThat(p.waitFor()).isZero();
                    }
                    assertThat(prepared.kept()).isSameAs(kept);
                }
            } finally {
                others.forEach(Fd::close);
            }
        }
    }

    @Test
    @Requires(Requirement.USER_NAMESPACES)
    void eachStartMayJoinOtherNamespaces() throws Exception {
        Namespace[] kinds = {Namespace.UTS, Namespace.IPC};
        try (UserNamespaces one = UserNamespaces.create(IdMap.rootToSelf(), kinds);
                UserNamespaces two = UserNamespaces.create(IdMap.rootToSelf(), kinds)) {
            Spawn spawn = Spawn.command("/bin/sh", "-c", "readlink /proc/self/ns/uts; echo $$")
                    .unshare(Namespace.PID, Namespace.MOUNT)
                    .mount(Mount.proc());
            PreparedSpawn prepared;
            try (UserNamespaces first = UserNamespaces.create(IdMap.rootToSelf(), kinds)) {
                prepared = spawn.join(first.handles()).prepare();
                assertThat(output(prepared.start())).isEqualTo(first.handle(Namespace.UTS) + "\n1");
            }
            assertThat(prepared.isKept()).isTrue();
            for (UserNamespaces box : List.of(one, two, one, two)) {
                assertThat(output(prepared.start(null, List.of(box.handles()))))
                        .isEqualTo(box.handle(Namespace.UTS) + "\n1");
            }
            assertThatThrownBy(prepared::start).hasMessageContaining("closed");
            assertThatThrownBy(() -> prepared.start(null, List.of(two.handle(Namespace.UTS))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("UTS");
            int join = stepThatJoins(two);
            List<String> refused = new ArrayList<>();
            // how many gaps are closed before it depends on the numbers that the descriptors of a start happen to have
            for (int step = join - 2; step <= join + 2; step++) {
                PreparedSpawn broken = prepared.breakStep(step);
                refused.add(failure(() -> broken.start(null, List.of(two.handles())))
                        .getMessage());
            }
            assertThat(refused)
                    .anyMatch(message -> message.startsWith("join " + two.handle(Namespace.USER) + ": ENOSYS"));
        }
    }

    /** The entry that enters the user namespace. */
    private static int stepThatJoins(UserNamespaces box) throws Exception {
        List<String> lines = Spawn.command("/bin/sh")
                .join(box.handles())
                .unshare(Namespace.PID, Namespace.MOUNT)
                .mount(Mount.proc())
                .explain();
        for (int i = 1; i < lines.size(); i++) {
            if (lines.get(i).contains("setns(") && lines.get(i).contains("CLONE_NEWUSER")) return i - 1;
        }
        throw new AssertionError(lines);
    }

    @Test
    @Requires(Requirement.ROOT)
    void anotherCallerGetsAnotherPlan() throws Exception {
        PreparedSpawn prepared = box("/bin/true").prepare();
        output(prepared.start());
        assertThat(prepared.isKept()).isTrue();
        PreparedSpawn plain = Spawn.command("/bin/true").prepare();
        output(plain.start());
        AtomicReference<List<Boolean>> kept = new AtomicReference<>();
        Thread other = new Thread(() -> {
            // of this thread alone, which then ends
            RawSyscall.call(Syscall.SETRESUID, -1, 1, -1);
            kept.set(List.of(prepared.isKept(), plain.isKept()));
        });
        other.start();
        other.join();
        // a changed uid makes the whole process not dumpable
        RawSyscall.call(Syscall.PRCTL, PR_SET_DUMPABLE, 1);
        assertThat(kept.get()).containsExactly(false, true);
    }

    @Test
    @Requires(Requirement.USER_NAMESPACES)
    void whatDependsOnMoreIsCompiledEachTime() throws Exception {
        PreparedSpawn init = box("/bin/sh", "-c", "echo $$").init().prepare();
        assertThat(output(init.start())).isNotEqualTo("1");
        assertThat(output(init.start())).isNotEqualTo("1");
        assertThat(init.isKept()).isFalse();
    }
}
