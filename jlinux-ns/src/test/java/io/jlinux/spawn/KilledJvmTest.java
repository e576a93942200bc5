package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A JVM that is killed with SIGKILL while it starts processes with a death signal, at any moment of a start: nothing runs on, and
 * nothing is half-made. This JVM becomes the subreaper, so whatever is left becomes its child and is found.
 */
@Tag("heavy")
@NoLeaks
@Timeout(300)
@Requires(Requirement.BUSYBOX_STATIC)
class KilledJvmTest {
    private static final int PR_SET_CHILD_SUBREAPER = 36;
    private static final boolean VM = Boolean.getBoolean("jlinux.vm");
    private static final int ROUNDS = Boolean.getBoolean("jlinux.soak") ? 100 : VM ? 1 : 6;
    private static final long SEED = System.nanoTime();

    private final Random random = new Random(SEED);
    private BusyboxRoot root;

    @BeforeEach
    void makeRoot() throws Exception {
        root = BusyboxRoot.create();
        // the mount points that its containers would make
        Files.createDirectories(root.path().resolve("dev/mqueue"));
        assertThat(RawSyscall.call(Syscall.PRCTL, PR_SET_CHILD_SUBREAPER, 1)).isZero();
    }

    @AfterEach
    void deleteRoot() {
        RawSyscall.call(Syscall.PRCTL, PR_SET_CHILD_SUBREAPER, 0);
        root.close();
    }

    private record Host(List<String> mounts, TreeSet<String> rootfs, List<String> links) {
        static Host now(Path root) throws IOException {
            try (Stream<Path> files = Files.walk(root)) {
                TreeSet<String> names = new TreeSet<>(files.map(Path::toString).toList());
                return new Host(
                        Files.readAllLines(Path.of("/proc/self/mountinfo")),
                        names,
                        Files.readAllLines(Path.of("/proc/net/dev")).stream()
                                .map(l -> l.replaceFirst(":.*", ""))
                                .toList());
            }
        }
    }

    private static TreeSet<Long> children() throws IOException {
        TreeSet<Long> found = new TreeSet<>();
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            for (Path task : tasks.toList()) {
                try {
                    String line = Files.readString(task.resolve("children")).strip();
                    if (!line.isEmpty()) for (String pid : line.split(" ")) found.add(Long.parseLong(pid));
                } catch (IOException e) {
                    // the thread has ended
                }
            }
        }
        return found;
    }

    private static String describe(long pid) {
        try {
            return pid + " "
                    + Files.readString(Path.of("/proc/" + pid + "/cmdline")).replace('\0', ' ') + " "
                    + Files.readAllLines(Path.of("/proc/" + pid + "/status")).get(2);
        } catch (IOException e) {
            return pid + " gone";
        }
    }

    /** Those that were not there before and do not end; zombies among them are reaped, as an init does it. */
    private static List<String> leftRunning(TreeSet<Long> before) throws Exception {
        TreeSet<Long> left = new TreeSet<>();
        for (int i = 0; i < (VM ? 1000 : 500); i++) {
            left = children();
            left.removeAll(before);
            left.removeIf(pid -> RawSyscall.call(Syscall.WAIT4, pid, 0, 1, 0) == pid);
            // those whose parent has just been reaped come only now
            if (left.isEmpty() && i > 5) return List.of();
            Thread.sleep(10);
        }
        List<String> told = new ArrayList<>();
        for (long pid : left) {
            told.add(describe(pid));
            RawSyscall.call(Syscall.KILL, pid, 9);
            RawSyscall.call(Syscall.WAIT4, pid, 0, 0, 0);
        }
        return told;
    }

    @Test
    void nothingRunsOnAndNothingIsHalfMade() throws Exception {
        Host host = Host.now(root.path());
        for (int i = 0; i < ROUNDS; i++) {
            TreeSet<Long> before = children();
            try (ChildJvm jvm =
                    ChildJvm.start(List.of(), StormMain.class, root.path().toString(), "1000000", "6", "orphans")) {
                jvm.line("begun");
                Thread.sleep(random.nextInt(VM ? 2000 : 300));
                assertThat(jvm.isAlive()).isTrue();
                jvm.kill();
            }
            assertThat(leftRunning(before)).as("round %d, seed %d", i, SEED).isEmpty();
            assertThat(Host.now(root.path())).as("round %d", i).isEqualTo(host);
        }
    }
}
