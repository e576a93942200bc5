package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.mount.Mount;
import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.ProcessNamespaces;
import io.jlinux.sys.Errno;
import io.jlinux.sys.PidFd;
import io.jlinux.testkit.NativeMemory;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thousands of starts of every kind from many threads, with failures of every sort among them: descriptors, memory, threads, mounts and
 * children stay what they were after the first half, in which the JVM compiles. {@code -Djlinux.soak=true} makes it 80,000, {@code
 * -Djlinux.soak.starts=…} any other number ({@code ./verify --full}: 20,000); with {@code -XX:NativeMemoryTracking=summary} it then
 * prints what the memory is for.
 */
@NoLeaks
@Timeout(1200)
@Requires({Requirement.BUSYBOX_STATIC, Requirement.USER_NAMESPACES})
class SoakTest {
    private static final Integer ASKED = Integer.getInteger("jlinux.soak.starts");
    private static final boolean SOAK = ASKED != null || Boolean.getBoolean("jlinux.soak");
    private static final boolean VM = Boolean.getBoolean("jlinux.vm");
    private static final int KINDS = 22;
    private static final int STARTS = ASKED != null ? ASKED : SOAK ? 80_000 : VM ? 4 * KINDS : 800;

    /** What the JVM may still take for itself in the second half: compiled code, mostly. */
    private static final long ITS_OWN_KIB = (SOAK ? 8 : 16) << 10;

    private static final int THREADS = 8;

    @TempDir
    Path work;

    private BusyboxRoot root;
    private @Nullable TestCgroup cgroup;
    private LinuxProcess box;
    private PidFd ofBox;
    private PreparedSpawn prepared;
    private int steps;

    @BeforeEach
    void makeRoot() throws Exception {
        root = BusyboxRoot.create();
        steps = container("true").explain().size() - 1;
        box = container("sh", "-c", "echo up; exec sleep 3600")
                .unshare(Namespace.NET)
                .start();
        assertThat(box.getInputStream().read()).isEqualTo('u');
        ofBox = box.openPidFd();
        prepared = container("echo", "prepared").prepare();
        boolean writable = Requirement.CGROUP2_PIDS.isMet() || Requirement.CGROUP1_PIDS.isMet();
        if (Requirement.ROOT.isMet() && writable) cgroup = TestCgroup.create("pids");
    }

    @AfterEach
    void deleteRoot() {
        ofBox.close();
        box.close();
        if (cgroup != null) cgroup.close();
        root.close();
    }

    /** What must not grow. */
    private record Size(long descriptors, long threads, long mounts, long children, long beyondHeapKiB) {
        static Size now() throws Exception {
            for (int i = 0; i < 3; i++) {
                System.gc();
                Thread.sleep(50);
            }
            return new Size(
                    count("/proc/self/fd"),
                    tasks(),
                    Files.readAllLines(Path.of("/proc/self/mountinfo")).size(),
                    Footprint.now().children().size(),
                    NativeMemory.residentKiB());
        }

        boolean grownSince(Size before) {
            return beyondHeapKiB >= before.beyondHeapKiB + ITS_OWN_KIB;
        }

        /** Without those that run listeners, and end after a minute, and the compiler's, which come and go. */
        private static long tasks() throws IOException {
            long n = 0;
            try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
                for (Path task : tasks.toList()) {
                    try {
                        String name = Files.readString(task.resolve("comm"));
                        if (!name.startsWith("jlinux-exit") && !name.contains("Compiler")) n++;
                    } catch (IOException e) {
                        // it has ended
                    }
                }
            }
            return n;
        }

        private static long count(String directory) throws IOException {
            try (Stream<Path> entries = Files.list(Path.of(directory))) {
                return entries.count();
            }
        }
    }

    private Spawn container(String... command) {
        return Spawn.command(command)
                .env("PATH", "/bin")
                .unshare(Namespace.USER, Namespace.PID, Namespace.MOUNT, Namespace.UTS, Namespace.IPC)
                .idMap(IdMap.rootToSelf())
                .rootfs(root.path())
                .mount(Mount.tmpfs("/dev"), Mount.mqueue())
                .hostname("soak")
                .noNewPrivileges();
    }

    private static void fails(Spawn spawn, Errno errno) throws Exception {
        try (LinuxProcess p = spawn.start()) {
            throw new AssertionError("it runs: " + p);
        } catch (SpawnException e) {
            if (e.errno() != errno) throw e;
        }
    }

    private void one(int i) throws Exception {
        switch (i % KINDS) {
            case 0 -> assertThat(Run.of(container("echo", "" + i)).out()).isEqualTo(i + "\n");
            case 1 -> fails(Spawn.command("/no/such/program"), Errno.ENOENT);
            case 2 -> {
                // each step of a container's start has its turn; the last one is found through PATH, and may be passed
                // over
                Spawn spawn = container("true").breakStep(i / KINDS % steps);
                try {
                    assertThat(Run.of(spawn).code()).isZero();
                } catch (SpawnException e) {
                    assertThat(e.errno()).isEqualTo(Errno.ENOSYS);
                }
            }
            case 3 -> {
                try (LinuxProcess p = Spawn.command("sleep", "600").start()) {
                    assertThat(p.isAlive()).isTrue();
                }
            }
            case 4 ->
                assertThat(Spawn.command("false")
                                .inheritIO()
                                .start()
                                .onExit()
                                .get(60, TimeUnit.SECONDS)
                                .exitValue())
                        .isOne();
            case 5 -> Spawn.command("true").start(); // nobody waits, nobody closes
            case 6 -> fails(container("no-such-program"), Errno.ENOENT);
            case 7 -> assertThat(Run.sh("kill -9 $$").code()).isEqualTo(128 + 9);
            case 8 -> {
                try (LinuxProcess p = Spawn.command("cat").start()) {
                    p.getOutputStream().write(i);
                    p.getOutputStream().close();
                    assertThat(p.getInputStream().readAllBytes()).containsExactly(i);
                    assertThat(p.waitFor()).isZero();
                }
            }
            case 9 -> assertThat(Run.text(Spawn.command("echo", "" + i))).isEqualTo("" + i);
            default -> special(i);
        }
    }

    /** What takes other ways through the engine. */
    private void special(int i) throws Exception {
        switch (i % KINDS) {
            case 10 ->
                assertThat(Run.text(asAnother(Spawn.command("id", "-u")))).isEqualTo(ROOT ? "1234" : ownUid());
            case 11 ->
                assertThat(Run.text(ranges(container("id", "-u")).ownImage())).isEqualTo("0");
            case 12 ->
                assertThat(Run.text(Spawn.command("/bin/hostname").join(ProcessNamespaces.all(ofBox))))
                        .isEqualTo("soak");
            case 13 -> {
                try (LinuxProcess p = container("tty")
                        .mount(Mount.devpts())
                        .terminal(new Terminal(80, 24))
                        .start()) {
                    assertThat(p.getInputStream().read()).isEqualTo('/');
                    assertThat(p.waitFor()).isZero();
                }
            }
            case 14 -> {
                Stdio some = Capture.headAndTail(16, 16).stdio();
                try (LinuxProcess p =
                        Spawn.command("echo", "captured").stdout(some).start()) {
                    assertThat(p.waitFor()).isZero();
                    assertThat(p.captured(1).text()).isEqualTo("captured\n");
                }
            }
            case 15 ->
                assertThat(Run.of(container("sh", "-c", "sleep 600 & exit 3").init())
                                .code())
                        .isEqualTo(3);
            case 16 -> assertThat(Run.of(prepared.start()).out()).isEqualTo("prepared\n");
            case 17 -> waitsAtAGate(i);
            case 18 ->
                assertThat(Run.of(container("true").unshare(Namespace.NET).loopbackUp())
                                .code())
                        .isZero();
            case 19 -> {
                TestCgroup place = cgroup;
                Spawn spawn = Spawn.command("true");
                assertThat(Run.of(place == null ? spawn : spawn.with(place.placement()))
                                .code())
                        .isZero();
            }
            case 20 -> {
                RunLimits soon = RunLimits.NONE.wallClock(Duration.ofMillis(20));
                try (LinuxProcess p = Spawn.command("sleep", "600").limits(soon).start()) {
                    assertThat(p.waitForOutcome().kind()).isEqualTo(Outcome.Kind.TIMED_OUT);
                }
            }
            default ->
                fails(asAnother(Spawn.command("true")).unshare(Namespace.USER).breakStep(0), Errno.ENOSYS);
        }
    }

    private static final boolean ROOT = Requirement.ROOT.isMet();

    private static String ownUid() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").toString();
    }

    /** In an image of its own, where the user allows it with other ids. */
    private static Spawn asAnother(Spawn spawn) {
        return ROOT ? spawn.user(1234, 1234) : spawn.ownImage();
    }

    private static Spawn ranges(Spawn spawn) {
        return ROOT ? spawn.idMap(IdMap.range(0, 0, 1000)) : spawn;
    }

    private void waitsAtAGate(int i) throws Exception {
        Path directory = Files.createDirectory(work.resolve("gate-" + i));
        StartGate gate = StartGate.create(directory);
        try (LinuxProcess p = Spawn.command("echo", "begun").waitAt(gate).start()) {
            if (i % 2 == 0) {
                gate.open("echo", Duration.ofSeconds(60));
                assertThat(p.getInputStream().read()).isEqualTo('b');
                assertThat(p.waitFor()).isZero();
            }
        } finally {
            gate.remove();
            Files.delete(directory);
        }
    }

    private void starts(int count) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        AtomicInteger next = new AtomicInteger();
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                all.add(pool.submit(() -> {
                    for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) one(i);
                    return null;
                }));
            }
            for (Future<?> f : all) f.get();
        } finally {
            pool.shutdownNow();
            pool.awaitTermination(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void nothingGrows() throws Exception {
        List<Size> sizes = new ArrayList<>();
        for (int quarter = 1; quarter <= 4; quarter++) {
            starts(STARTS / 4);
            sizes.add(settled());
            if (SOAK) System.err.println(quarter * STARTS / 4 + " starts: " + sizes.get(quarter - 1));
            String summary = NativeMemory.summary();
            if (SOAK && !summary.contains("not enabled")) System.err.println(summary);
        }
        Size before = sizes.get(1);
        // the JVM's collector and compilers take memory and give it back; what is lost is lost also after another
        // quarter
        for (int more = 0; more < 2 && sizes.get(sizes.size() - 1).grownSince(before); more++) {
            starts(STARTS / 4);
            sizes.add(settled());
        }
        Size after = sizes.get(sizes.size() - 1);
        assertThat(after.descriptors).as("descriptors").isLessThanOrEqualTo(before.descriptors + 8);
        assertThat(after.threads).as("threads").isLessThanOrEqualTo(before.threads + 2);
        assertThat(after.mounts).as("mounts").isEqualTo(before.mounts);
        assertThat(after.children).as("children, zombies among them").isEqualTo(before.children);
        // with 20,000 starts, 0.8 KiB lost by each of the last 10,000
        assertThat(after.beyondHeapKiB)
                .as("KiB beyond the Java heap, after each quarter: %s", sizes)
                .isLessThan(before.beyondHeapKiB + ITS_OWN_KIB);
    }

    /** When the last children are reaped, and the pool's threads have ended. */
    private static Size settled() throws Exception {
        Size size = Size.now();
        for (int i = 0; i < 100; i++) {
            Size next = Size.now();
            boolean still = next.threads == size.threads && next.children == size.children;
            size = next;
            if (still) return size;
        }
        return size;
    }
}
