package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ReaperTest {
    private static Spawn quiet(String... argv) {
        return Spawn.command(argv)
                .stdin(Stdio.devNull())
                .stdout(Stdio.devNull())
                .stderr(Stdio.devNull());
    }

    @Test
    void childThatNobodyWaitsForLeavesNoZombie() throws Exception {
        LinuxProcess p = quiet("/bin/true").start();
        Path proc = Path.of("/proc/" + p.pid());
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (Files.exists(proc) && System.nanoTime() < deadline) Thread.sleep(5);
        assertThat(proc).doesNotExist();
        assertThat(p.exitValue()).isZero();
    }

    @Test
    void childThatEndsLaterLeavesNoZombie() throws Exception {
        LinuxProcess p = quiet("/bin/sleep", "0.2").start();
        Path proc = Path.of("/proc/" + p.pid());
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (Files.exists(proc) && System.nanoTime() < deadline) Thread.sleep(5);
        assertThat(proc).doesNotExist();
    }

    @Test
    void futureCompletesThoughNobodyWaits() throws Exception {
        assertThat(quiet("/bin/false")
                        .start()
                        .onExitStatus()
                        .get(10, TimeUnit.SECONDS)
                        .shellCode())
                .isOne();
        LinuxProcess p = quiet("/bin/sleep", "0.1").start();
        assertThat(p.onExit().get(10, TimeUnit.SECONDS).exitValue()).isZero();
    }

    @Test
    void futureThatIsAskedForAfterTheEndIsComplete() throws Exception {
        LinuxProcess p = quiet("/bin/false").start();
        p.waitFor();
        assertThat(p.onExitStatus().get(10, TimeUnit.SECONDS).shellCode()).isOne();
    }

    @Test
    void waitThatTimesOutLeavesTheProcessToOthers() throws Exception {
        LinuxProcess p = quiet("/bin/sleep", "0.2").start();
        assertThat(p.waitFor(1, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(p.onExitStatus().get(10, TimeUnit.SECONDS).shellCode()).isZero();
        assertThat(p.waitFor(1, TimeUnit.MILLISECONDS)).isTrue();
    }

    @Test
    void manyThreadsWaitForOneProcess() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 50; round++) {
                LinuxProcess p = quiet("/bin/false").start();
                List<Future<Integer>> codes = new ArrayList<>();
                for (int i = 0; i < 8; i++) codes.add(pool.submit(() -> p.waitFor()));
                for (Future<Integer> code : codes) assertThat(code.get()).isOne();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void anErrorDoesNotEndTheThreadOfAll() throws Exception {
        CountDownLatch next = new CountDownLatch(1);
        Reaper.get().deadlines().after(1, () -> {
            throw new StackOverflowError("of a test");
        });
        Reaper.get().deadlines().after(2, next::countDown);
        assertThat(next.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(quiet("/bin/false")
                        .start()
                        .onExitStatus()
                        .get(10, TimeUnit.SECONDS)
                        .shellCode())
                .isOne();
    }

    @Test
    void descriptorsDoNotPileUp() throws Exception {
        for (int i = 0; i < 20; i++) quiet("/bin/true").start().waitFor();
        long before = openDescriptors();
        for (int i = 0; i < 200; i++) {
            LinuxProcess p = quiet("/bin/true").start();
            if (i % 2 == 0) p.waitFor();
            else p.onExitStatus().get(10, TimeUnit.SECONDS);
        }
        assertThat(openDescriptors()).isLessThan(before + 20);
    }

    private static long openDescriptors() throws IOException {
        try (var fds = Files.list(Path.of("/proc/self/fd"))) {
            return fds.count();
        }
    }
}
