package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.mount.Mount;
import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.sys.Errno;
import io.jlinux.testkit.NativeMemory;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Thousands of starts from many threads, with failures of every sort among them: descriptors, memory, threads, mounts and children
 * stay what they were after the first half, in which the JVM compiles. {@code -Djlinux.soak=true} makes it 80,000, {@code
 * -Djlinux.soak.starts=…} any other number; with {@code -XX:NativeMemoryTracking=summary} it then prints what the memory is for.
 */
@NoLeaks
@Timeout(1200)
@Requires({Requirement.BUSYBOX_STATIC, Requirement.USER_NAMESPACES})
class SoakTest {
    private static final boolean SOAK = Boolean.getBoolean("jlinux.soak");
    private static final int STARTS =
            SOAK ? Integer.getInteger("jlinux.soak.starts", 80_000) : Boolean.getBoolean("jlinux.vm") ? 40 : 800;

    /** What the JVM may still take for itself in the second half: compiled code, mostly. */
    private static final long ITS_OWN_KIB = (SOAK ? 6 : 64) << 10;

    private static final int THREADS = 8;

    private BusyboxRoot root;
    private int steps;

    @BeforeEach
    void makeRoot() throws Exception {
        root = BusyboxRoot.create();
        steps = container("true").explain().size() - 1;
    }

    @AfterEach
    void deleteRoot() {
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
        switch (i % 10) {
            case 0 -> assertThat(Run.of(container("echo", "" + i)).out()).isEqualTo(i + "\n");
            case 1 -> fails(Spawn.command("/no/such/program"), Errno.ENOENT);
            case 2 -> {
                // each step of a container's start has its turn; the last one is found through PATH, and may be passed
                // over
                Spawn spawn = container("true").breakStep(i / 10 % steps);
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
            default -> assertThat(Run.text(Spawn.command("echo", "" + i))).isEqualTo("" + i);
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
            if (SOAK) System.err.println(NativeMemory.summary());
        }
        Size before = sizes.get(1);
        Size after = sizes.get(3);
        assertThat(after.descriptors).as("descriptors").isLessThanOrEqualTo(before.descriptors + 8);
        assertThat(after.threads).as("threads").isLessThanOrEqualTo(before.threads + 2);
        assertThat(after.mounts).as("mounts").isEqualTo(before.mounts);
        assertThat(after.children).as("children, zombies among them").isEqualTo(before.children);
        // with 80,000 starts, 0.15 KiB lost by each of the last 40,000; with 20,000 a late compilation is more than
        // that
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
