package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.testkit.HostState;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Thousands of processes alive at once: a descriptor each and no thread, and all are reaped. */
@NoLeaks
@Timeout(120)
@Requires(Requirement.BUSYBOX_STATIC)
class ManyAliveTest extends OnBusyboxRoot {
    private static final int ALIVE = Boolean.getBoolean("jlinux.vm") ? 100 : 2000;
    private static final int STARTERS = 8;

    private Spawn sleeper() {
        return Spawn.command(root.bin("busybox").toString(), "sleep", "600")
                .stdin(Stdio.devNull())
                .stdout(Stdio.devNull())
                .stderr(Stdio.devNull());
    }

    private static long count(String directory) throws Exception {
        try (Stream<Path> entries = Files.list(Path.of(directory))) {
            return entries.count();
        }
    }

    /** Without those that run listeners and end when they have had nothing to do for a while. */
    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> !t.getName().equals("jlinux-exit"))
                .count();
    }

    @Test
    void allAreReapedAndNothingIsLeft() throws Exception {
        sleeper().start().close();
        List<String> children = HostState.children();
        long descriptors = count("/proc/self/fd");
        long threads = threads();
        ConcurrentLinkedQueue<LinuxProcess> started = new ConcurrentLinkedQueue<>();
        try {
            startAll(started);
            List<LinuxProcess> all = List.copyOf(started);
            assertThat(all).hasSize(ALIVE).allMatch(LinuxProcess::isAlive);
            assertThat(all.stream().map(LinuxProcess::pid).distinct()).hasSize(ALIVE);
            assertThat(HostState.children()).hasSize(children.size() + ALIVE);
            assertThat(count("/proc/self/fd")).as("a pidfd each").isBetween((long) ALIVE, descriptors + ALIVE + 16);
            assertThat(threads()).as("no thread each").isLessThanOrEqualTo(threads + 4);
            endAll(all);
        } finally {
            started.forEach(LinuxProcess::close);
        }
        assertThat(HostState.children()).as("zombies, too").isEqualTo(children);
        assertThat(count("/proc/self/fd")).isLessThanOrEqualTo(descriptors + 8);
        assertThat(threads()).isLessThanOrEqualTo(threads + 4);
    }

    private void startAll(ConcurrentLinkedQueue<LinuxProcess> started) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(STARTERS);
        try {
            List<Future<?>> starters = new ArrayList<>();
            for (int t = 0; t < STARTERS; t++) {
                int first = t;
                starters.add(pool.submit(() -> {
                    for (int i = first; i < ALIVE; i += STARTERS)
                        started.add(sleeper().start());
                    return null;
                }));
            }
            for (Future<?> f : starters) f.get();
        } finally {
            pool.shutdown();
            assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** A third is waited for by futures, a third by this thread, and for the rest nobody waits. */
    private static void endAll(List<LinuxProcess> all) throws Exception {
        List<CompletableFuture<ExitStatus>> futures = new ArrayList<>();
        for (int i = 0; i < all.size(); i += 3) futures.add(all.get(i).onExitStatus());
        for (LinuxProcess p : all) p.destroyForcibly();
        CompletableFuture.allOf(futures.toArray(new CompletableFuture<?>[0])).get(60, TimeUnit.SECONDS);
        for (CompletableFuture<ExitStatus> f : futures)
            assertThat(f.join().signal()).hasValue(9);
        for (int i = 1; i < all.size(); i += 3) assertThat(all.get(i).waitFor()).isEqualTo(128 + 9);
        for (int i = 2; i < all.size(); i += 3) {
            Path proc = Path.of("/proc/" + all.get(i).pid());
            for (int n = 0; n < 2000 && Files.exists(proc); n++) Thread.sleep(5);
        }
    }
}
