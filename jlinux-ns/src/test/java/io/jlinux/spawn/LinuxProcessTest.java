package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jlinux.sys.Signal;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A process from its start to its end, as java.lang.Process promises it and beyond. */
@NoLeaks
@Timeout(90)
class LinuxProcessTest {
    private static LinuxProcess sleep() throws Exception {
        return Spawn.command("sleep", "60").start();
    }

    private static LinuxProcess sh(String script) throws Exception {
        return Spawn.command("/bin/sh", "-c", script).start();
    }

    @Test
    void theExitCodeComesThrough() throws Exception {
        try (LinuxProcess p = sh("exit 42")) {
            assertThat(p.waitFor()).isEqualTo(42);
            assertThat(p.exitValue()).isEqualTo(42);
            assertThat(p.waitForStatus().code()).hasValue(42);
            assertThat(p.waitForStatus().signal()).isEmpty();
            assertThat(p.waitForStatus()).hasToString("exit 42");
            assertThat(p).hasToString("process " + p.pid() + " (exit 42)");
        }
    }

    @Test
    void aSignalIs128AndItsNumber() throws Exception {
        try (LinuxProcess p = sh("kill -USR1 $$")) {
            assertThat(p.waitFor()).isEqualTo(128 + Signal.USR1.number());
            assertThat(p.waitForStatus().signal()).hasValue(Signal.USR1.number());
            assertThat(p.waitForStatus().code()).isEmpty();
            assertThat(p.waitForStatus()).hasToString("killed by SIGUSR1");
        }
    }

    @Test
    void whatItUsedIsKnown() throws Exception {
        try (LinuxProcess p = sh("i=0; while [ $i -lt 30000 ]; do i=$((i+1)); done")) {
            ResourceUsage usage = p.waitForStatus().usage().orElseThrow();
            assertThat(usage.user().plus(usage.system())).isBetween(Duration.ofMillis(2), Duration.ofSeconds(30));
            assertThat(usage.maxResidentBytes()).isGreaterThan(200_000L);
            assertThat(usage.minorFaults()).isPositive();
        }
    }

    @Test
    void waitForGivesUpAtItsTimeout() throws Exception {
        try (LinuxProcess p = sleep()) {
            long start = System.nanoTime();
            assertThat(p.waitFor(150, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(System.nanoTime() - start).isGreaterThan(140_000_000L);
            assertThat(p.waitFor(0, TimeUnit.SECONDS)).isFalse();
            assertThat(p.waitFor(-5, TimeUnit.SECONDS)).isFalse();
            assertThatThrownBy(p::exitValue).isInstanceOf(IllegalThreadStateException.class);
            assertThat(p.exitStatus()).isEmpty();
            p.destroy();
            assertThat(p.waitFor(Long.MAX_VALUE, TimeUnit.DAYS)).isTrue();
            assertThat(p.exitValue()).isEqualTo(128 + 15);
        }
    }

    /** As a program that has become another user's. */
    @Test
    @Requires(Requirement.ROOT)
    void theStreamsOfWhatCannotBeKilledAreClosed() throws Exception {
        LinuxProcess p = Spawn.command("/bin/sleep", "1000").user(65534, 65534).start();
        try {
            Thread powerless = new Thread(() -> {
                dropCapKill();
                assertThatThrownBy(p::close).hasMessageContaining("EPERM");
            });
            AtomicReference<Throwable> failure = new AtomicReference<>();
            powerless.setUncaughtExceptionHandler((t, e) -> failure.set(e));
            powerless.start();
            powerless.join();
            assertThat(failure).hasNullValue();
            assertThat(p.isAlive()).isTrue();
            assertThatThrownBy(() -> p.getOutputStream().write(1)).isInstanceOf(IOException.class);
        } finally {
            p.close();
        }
    }

    private static void dropCapKill() {
        NativeBuffer b = NativeBuffer.allocate(32).putInt(0, 0x2008_0522);
        long r = RawSyscall.call(Syscall.CAPGET, b.address(), b.address() + 8);
        b.putInt(8, b.getInt(8) & ~(1 << 5));
        if (r == 0) r = RawSyscall.call(Syscall.CAPSET, b.address(), b.address() + 8);
        b.keepAlive();
        assertThat(r).isZero();
    }

    @Test
    void waitForIsInterruptible() throws Exception {
        try (LinuxProcess p = sleep()) {
            for (boolean timed : new boolean[] {false, true}) {
                AtomicReference<Object> seen = new AtomicReference<>();
                Thread waiter = new Thread(() -> {
                    try {
                        if (timed) p.waitFor(1, TimeUnit.HOURS);
                        else p.waitFor();
                    } catch (InterruptedException e) {
                        seen.set(Thread.currentThread().isInterrupted() ? "still interrupted" : "interrupted");
                    }
                });
                waiter.start();
                Thread.sleep(50);
                waiter.interrupt();
                waiter.join(10_000);
                assertThat(seen.get()).isEqualTo("interrupted");
                assertThat(p.isAlive()).isTrue();
            }
            Thread.currentThread().interrupt();
            assertThatThrownBy(p::waitFor).isInstanceOf(InterruptedException.class);
            assertThat(Thread.interrupted()).isFalse();
        }
    }

    @Test
    void onExitCompletesAtTheEnd() throws Exception {
        try (LinuxProcess p = sleep()) {
            CompletableFuture<Process> exit = p.onExit();
            CompletableFuture<ExitStatus> status = p.onExitStatus();
            assertThat(exit).isNotDone();
            p.onExitStatus().cancel(true);
            p.onExitStatus().complete(null);
            p.destroyForcibly();
            assertThat(exit.get(10, TimeUnit.SECONDS)).isSameAs(p);
            assertThat(status.get(10, TimeUnit.SECONDS).signal()).hasValue(9);
        }
    }

    @Test
    void aListenerMayWaitForAndCloseOtherProcesses() throws Exception {
        try (LinuxProcess first = sleep();
                LinuxProcess second = sleep();
                LinuxProcess third = sleep()) {
            CompletableFuture<Integer> both = first.onExit().thenApply(p -> {
                try {
                    second.destroyForcibly();
                    int code = second.waitFor();
                    third.close();
                    return code + third.exitValue();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            first.destroy();
            assertThat(both.get(10, TimeUnit.SECONDS)).isEqualTo(2 * (128 + 9));
        }
    }

    @Test
    void aSlowListenerHoldsNobodyUp() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (LinuxProcess first = sleep();
                LinuxProcess second = sleep()) {
            CompletableFuture<?> slow = first.onExit().thenRun(() -> {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            first.destroy();
            Thread.sleep(50);
            CompletableFuture<Process> exit = second.onExit();
            second.destroy();
            exit.get(5, TimeUnit.SECONDS);
            assertThat(slow).isNotDone();
            release.countDown();
            slow.get(5, TimeUnit.SECONDS);
        } finally {
            release.countDown();
        }
    }

    @Test
    void aFailingListenerHurtsNobody() throws Exception {
        try (LinuxProcess first = sleep();
                LinuxProcess second = sleep()) {
            CompletableFuture<?> failing = first.onExit().thenAccept(p -> {
                throw new IllegalStateException("a listener's own");
            });
            first.destroy();
            second.destroy();
            assertThat(second.onExit().get(5, TimeUnit.SECONDS)).isSameAs(second);
            assertThatThrownBy(() -> failing.get(5, TimeUnit.SECONDS)).hasMessageContaining("a listener's own");
        }
    }

    @Test
    void destroyIsTermAndDestroyForciblyIsKill() throws Exception {
        try (LinuxProcess p = sh("trap 'exit 3' TERM; echo ready; while :; do sleep 0.05; done")) {
            assertThat(p.getInputStream().read()).isEqualTo('r');
            assertThat(p.supportsNormalTermination()).isTrue();
            p.destroy();
            assertThat(p.waitFor()).isEqualTo(3);
            p.destroy();
            p.destroyForcibly();
        }
        try (LinuxProcess p = sh("trap '' TERM; echo ready; exec sleep 60")) {
            assertThat(p.getInputStream().read()).isEqualTo('r');
            p.destroy();
            assertThat(p.waitFor(100, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(p.destroyForcibly().waitFor()).isEqualTo(128 + 9);
        }
    }

    @Test
    @Requires(Requirement.STRACE)
    void aProcessThatIsTracedAtItsEndIsReaped() throws Exception {
        for (int i = 0; i < 3; i++) {
            try (LinuxProcess p = sh("read line; exit 5");
                    LinuxProcess strace = Spawn.command("strace", "-f", "-o", "/dev/null", "-p", "" + p.pid())
                            .start()) {
                CompletableFuture<ExitStatus> exit = p.onExitStatus();
                Thread.sleep(100);
                p.getOutputStream().close();
                assertThat(exit.get(20, TimeUnit.SECONDS).code()).hasValue(5);
                strace.waitFor();
            }
        }
    }

    @Test
    void aSignalToAnEndedProcessIsNotSent() throws Exception {
        try (LinuxProcess p = sh("exit 0")) {
            assertThat(p.signal(0)).isIn(true, false);
            p.waitFor();
            assertThat(p.signal(Signal.TERM)).isFalse();
        }
    }

    @Test
    void closeKillsAndCanBeRepeated() throws Exception {
        LinuxProcess p = sleep();
        p.close();
        p.close();
        assertThat(p.isAlive()).isFalse();
        assertThat(p.exitValue()).isEqualTo(128 + 9);
        assertThatThrownBy(p::toHandle).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @Requires(Requirement.ROOT)
    void anotherProcessWithItsPidIsNotTakenForIt() throws Exception {
        Path next = Path.of("/proc/sys/kernel/ns_last_pid");
        assumeTrue(Files.isWritable(next), "this kernel does not let one choose the next pid");
        LinuxProcess ended = sh("exit 0");
        ended.waitFor();
        ended.close();
        for (int i = 0; i < 200; i++) {
            try {
                Files.writeString(next, Long.toString(ended.pid() - 1));
            } catch (IOException e) {
                assumeTrue(false, "the next pid cannot be chosen here: " + e.getMessage());
            }
            try (LinuxProcess other = sleep()) {
                if (other.pid() != ended.pid()) continue;
                assertThat(other.toHandle().isAlive()).isTrue();
                for (ThrowingCallable c :
                        List.<ThrowingCallable>of(ended::toHandle, ended::info, ended::children, ended::descendants)) {
                    assertThatThrownBy(c)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessage("process " + ended.pid() + " has ended");
                }
                return;
            }
        }
        throw new AssertionError("no process has got the pid again");
    }

    @Test
    void closeOfAnInterruptedThreadStillReapsAndKeepsTheInterrupt() throws Exception {
        LinuxProcess p = sleep();
        Thread.currentThread().interrupt();
        p.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(Path.of("/proc/" + p.pid())).doesNotExist();
    }

    @Test
    void isAliveTellsTheTruth() throws Exception {
        try (LinuxProcess p = sleep()) {
            assertThat(p.isAlive()).isTrue();
            assertThat(p.toHandle().pid()).isEqualTo(p.pid());
            assertThat(p.info().command()).isPresent();
            p.destroyForcibly().waitFor();
            assertThat(p.isAlive()).isFalse();
        }
    }

    @Test
    void manyThreadsWaitForOneProcess() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(16);
        try {
            for (int round = 0; round < 20; round++) {
                try (LinuxProcess p = sh("read line; exit 7")) {
                    List<Callable<Integer>> waits = new ArrayList<>();
                    for (int i = 0; i < 16; i++)
                        waits.add(
                                i % 2 == 0 ? p::waitFor : () -> p.onExit().get().exitValue());
                    List<Future<Integer>> results = new ArrayList<>();
                    for (Callable<Integer> w : waits) results.add(pool.submit(w));
                    p.getOutputStream().close();
                    for (Future<Integer> r : results)
                        assertThat(r.get(20, TimeUnit.SECONDS)).isEqualTo(7);
                }
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void aProcessThatNobodyWaitsForIsNoZombie() throws Exception {
        long pid;
        try (LinuxProcess p = sh("exit 0")) {
            pid = p.pid();
            for (int i = 0; i < 500 && Files.exists(Path.of("/proc/" + pid)); i++) Thread.sleep(10);
            assertThat(Path.of("/proc/" + pid)).doesNotExist();
        }
    }

    @Test
    void anAbandonedProcessLivesOnAndIsReapedAtItsEnd() throws Exception {
        long pid = abandon();
        for (int i = 0; i < 5; i++) {
            System.gc();
            Thread.sleep(10);
        }
        ProcessHandle handle = ProcessHandle.of(pid).orElseThrow();
        assertThat(handle.isAlive()).isTrue();
        handle.destroyForcibly();
        for (int i = 0; i < 500 && Files.exists(Path.of("/proc/" + pid)); i++) Thread.sleep(10);
        assertThat(Path.of("/proc/" + pid)).doesNotExist();
        // its streams go with it
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(10);
        }
    }

    private static long abandon() throws Exception {
        return sleep().pid();
    }

    @Test
    void twoThousandStartsFromSixteenThreads() throws Exception {
        int threads = 16;
        int each = Boolean.getBoolean("jlinux.vm") ? 6 : 125;
        long threadsBefore = threads();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        AtomicBoolean collect = new AtomicBoolean(true);
        Thread pressure = new Thread(() -> {
            List<byte[]> garbage = new ArrayList<>();
            while (collect.get()) {
                garbage.add(new byte[1 << 20]);
                if (garbage.size() > 32) {
                    garbage.clear();
                    System.gc();
                }
                Thread.onSpinWait();
                try {
                    Thread.sleep(20);
                } catch (InterruptedException e) {
                    return;
                }
            }
        });
        pressure.start();
        try {
            List<Future<Integer>> results = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int first = t * each;
                results.add(pool.submit(() -> {
                    for (int i = first; i < first + each; i++) {
                        Spawn spawn = Spawn.command("/bin/sh", "-c", "read x; echo $x; exit " + i % 100);
                        try (LinuxProcess p = spawn.start()) {
                            p.getOutputStream().write((i + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
                            assertThat(new String(
                                            p.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                                    .isEqualTo(i + "\n");
                            assertThat(p.waitFor()).isEqualTo(i % 100);
                        }
                    }
                    return each;
                }));
            }
            for (Future<Integer> r : results)
                assertThat(r.get(80, TimeUnit.SECONDS)).isEqualTo(each);
        } finally {
            collect.set(false);
            pressure.join();
            pool.shutdownNow();
            pool.awaitTermination(10, TimeUnit.SECONDS);
        }
        // a pool has terminated a little before its threads have
        for (int i = 0; i < 500 && threads() > threadsBefore + 1; i++) Thread.sleep(10);
        assertThat(threads()).isLessThanOrEqualTo(threadsBefore + 1);
    }

    /** Without those that run listeners and end when they have had nothing to do for a while. */
    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> !t.getName().equals("jlinux-exit"))
                .count();
    }
}
