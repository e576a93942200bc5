package io.jlinux.ns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jlinux.sys.Errno;
import io.jlinux.sys.KernelFile;
import io.jlinux.sys.LinuxException;
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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Network namespaces made ahead. */
@NoLeaks
@Timeout(120)
class NetworkNamespacePoolTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Path ROUTES = Path.of("/proc/thread-self/net/fib_trie");

    private static NetworkNamespacePool pool(int size) throws IOException {
        return NetworkNamespacePool.create(NetworkPoolOptions.ofSize(size));
    }

    private static boolean loopbackHasAddress() throws IOException {
        // the kernel gives lo its address when it is brought up
        return Files.readString(ROUTES).contains("127.0.0.1");
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().startsWith("jlinux-netns"))
                .count();
    }

    @Test
    @Requires(Requirement.ROOT)
    void eachNamespaceIsNewAndItsLoopbackIsUp() throws Exception {
        try (NetworkNamespacePool pool = pool(3);
                NamespaceHandle host = Namespace.NET.current()) {
            Set<Long> seen = new HashSet<>(Set.of(host.id()));
            List<NamespaceHandle> taken = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                NamespaceHandle one = pool.take();
                taken.add(one);
                assertThat(one.kind()).isEqualTo(Namespace.NET);
                assertThat(seen.add(one.id())).as("%s is new", one).isTrue();
                try (NamespaceScope inside = one.enter();
                        NamespaceHandle current = Namespace.NET.current()) {
                    assertThat(inside).isNotNull();
                    assertThat(current.id()).isEqualTo(one.id());
                    assertThat(loopbackHasAddress()).isTrue();
                }
            }
            taken.forEach(NamespaceHandle::close);
            assertThat(pool.stats().taken()).isEqualTo(8);
        }
    }

    @Test
    @Requires(Requirement.ROOT)
    void theLoopbackStaysDownWhereAskedFor() throws Exception {
        try (NetworkNamespacePool pool =
                        NetworkNamespacePool.create(NetworkPoolOptions.ofSize(1).loopbackDown());
                NamespaceHandle one = pool.take();
                NamespaceScope inside = one.enter()) {
            assertThat(inside).isNotNull();
            assertThat(loopbackHasAddress()).isFalse();
        }
    }

    @Test
    @Requires(Requirement.ROOT)
    void itFillsItselfInTheBackgroundUpToItsSize() throws Exception {
        try (NetworkNamespacePool pool = pool(4)) {
            assertThat(pool.awaitFull(LONG)).isTrue();
            assertThat(pool.stats().ready()).isEqualTo(4);
            assertThat(NetworkDescriptors.count()).isEqualTo(4);
            pool.take().close();
            pool.take().close();
            assertThat(pool.awaitFull(LONG)).isTrue();
            assertThat(pool.stats()).isEqualTo(new NetworkPoolStats(4, 6, 2, 0, 0, 0));
            assertThat(NetworkDescriptors.count()).isEqualTo(4);
        }
    }

    @Test
    @Requires(Requirement.ROOT)
    void closingEndsItsThreadAndDropsWhatWasNotTaken() throws Exception {
        long before = threads();
        NetworkNamespacePool pool = pool(3);
        NamespaceHandle mine = pool.take();
        assertThat(pool.awaitFull(LONG)).isTrue();
        assertThat(threads()).isEqualTo(before + 1);
        pool.close();
        pool.close();
        assertThat(threads()).isEqualTo(before);
        assertThat(NetworkDescriptors.count())
                .as("what was taken is the taker's")
                .isEqualTo(1);
        assertThat(mine.fd().isOpen()).isTrue();
        mine.close();
        assertThatThrownBy(pool::take).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
        assertThatThrownBy(() -> pool.awaitFull(LONG)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @Requires(Requirement.ROOT)
    void thePoolsThreadStaysInNoneOfThem() throws Exception {
        try (NetworkNamespacePool pool = pool(2)) {
            assertThat(pool.awaitFull(LONG)).isTrue();
            String host = Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString();
            try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
                for (Path task : tasks.toList()) {
                    if (!Files.readString(task.resolve("comm")).startsWith("jlinux-netns")) continue;
                    assertThat(Files.readSymbolicLink(task.resolve("ns/net")).toString())
                            .isEqualTo(host);
                }
            }
        }
    }

    @Test
    @Requires(Requirement.ROOT)
    void thePreparerRunsOnceInEachNamespace() throws Exception {
        Set<Long> prepared = new HashSet<>();
        NetworkPoolOptions options = NetworkPoolOptions.ofSize(2).waiting(LONG).prepare(ns -> {
            try (NamespaceHandle current = Namespace.NET.current()) {
                if (current.id() != ns.id()) throw new IllegalStateException("not inside");
            }
            Files.writeString(Path.of("/proc/sys/net/ipv4/ip_default_ttl"), "42");
            if (!prepared.add(ns.id())) throw new IllegalStateException("twice");
        });
        String host = KernelFile.read(Path.of("/proc/sys/net/ipv4/ip_default_ttl"));
        List<NamespaceHandle> taken = new ArrayList<>(); // the id of one that is gone is given again
        try (NetworkNamespacePool pool = NetworkNamespacePool.create(options)) {
            for (int i = 0; i < 4; i++) {
                taken.add(pool.take());
                try (NamespaceScope inside = taken.get(i).enter()) {
                    assertThat(inside).isNotNull();
                    assertThat(KernelFile.read(Path.of("/proc/sys/net/ipv4/ip_default_ttl")))
                            .isEqualTo("42\n");
                }
            }
            assertThat(pool.stats().failed()).isZero();
        } finally {
            taken.forEach(NamespaceHandle::close);
        }
        assertThat(KernelFile.read(Path.of("/proc/sys/net/ipv4/ip_default_ttl")))
                .isEqualTo(host);
    }

    /** A preparer that lets as many namespaces pass as there are permits; after that the pool's thread is stuck. */
    private static NetworkPoolOptions stuckAfter(int permits, CountDownLatch release) {
        AtomicInteger left = new AtomicInteger(permits);
        return NetworkPoolOptions.ofSize(permits).prepare(ns -> {
            if (left.decrementAndGet() >= 0) return;
            if (!Thread.currentThread().getName().startsWith("jlinux-netns-pool")) return;
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IOException("interrupted", e);
            }
        });
    }

    @Test
    @Requires(Requirement.ROOT)
    void aTakerMakesItsOwnWhenThePoolIsEmpty() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (NetworkNamespacePool pool = NetworkNamespacePool.create(stuckAfter(1, release));
                NamespaceHandle first = pool.take();
                NamespaceHandle own = pool.take();
                NamespaceHandle host = Namespace.NET.current()) {
            assertThat(own.id()).isNotIn(first.id(), host.id());
            assertThat(pool.stats()).isEqualTo(new NetworkPoolStats(0, 2, 2, 1, 0, 0));
            release.countDown();
        }
    }

    @Test
    @Requires(Requirement.ROOT)
    void aTakerThatWaitsGetsTheNextOneOrAnErrorInTime() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        NetworkPoolOptions options = stuckAfter(1, release).waiting(Duration.ofMillis(20));
        try (NetworkNamespacePool pool = NetworkNamespacePool.create(options)) {
            pool.take().close();
            LinuxException e = catchThrowableOfType(LinuxException.class, pool::take);
            assertThat(e.errno()).isEqualTo(Errno.EAGAIN);
            assertThat(e.getMessage()).contains("take a network namespace", "within PT0.02S");
            release.countDown();
            assertThat(pool.awaitFull(LONG)).isTrue();
            pool.take().close();
        }
    }

    @Test
    @Requires(Requirement.ROOT)
    void closingWakesTakersAndInterruptsAPreparer() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        NetworkNamespacePool pool =
                NetworkNamespacePool.create(stuckAfter(1, never).waiting(LONG));
        pool.take().close();
        AtomicReference<Throwable> seen = new AtomicReference<>();
        Thread taker = new Thread(() -> seen.set(catchThrowable(pool::take)));
        taker.start();
        while (taker.getState() != Thread.State.TIMED_WAITING) Thread.onSpinWait();
        pool.close();
        taker.join();
        assertThat(seen.get()).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
    }

    @Test
    @Requires(Requirement.ROOT)
    void anInterruptedTakerKeepsItsInterrupt() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (NetworkNamespacePool pool =
                NetworkNamespacePool.create(stuckAfter(1, release).waiting(LONG))) {
            pool.take().close();
            Thread.currentThread().interrupt();
            LinuxException e = catchThrowableOfType(LinuxException.class, pool::take);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(e.errno()).isEqualTo(Errno.EINTR);
        }
    }

    @Test
    @Requires(Requirement.ROOT)
    void aFailedPreparationIsReportedAndLeavesNothing() throws Exception {
        NetworkPoolOptions broken = NetworkPoolOptions.ofSize(2).prepare(ns -> {
            throw new IOException("no link today");
        });
        assertThatThrownBy(() -> NetworkNamespacePool.create(broken))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no link today");
        assertThat(NetworkDescriptors.count()).isZero();

        for (boolean waits : new boolean[] {true, false}) {
            AtomicBoolean works = new AtomicBoolean(true);
            NetworkPoolOptions options = NetworkPoolOptions.ofSize(1).prepare(ns -> {
                if (!works.get()) throw new IllegalStateException("out of links");
            });
            if (waits) options = options.waiting(LONG);
            try (NetworkNamespacePool pool = NetworkNamespacePool.create(options)) {
                works.set(false);
                pool.take().close();
                assertThatThrownBy(pool::take).isInstanceOf(IOException.class).hasMessageContaining("out of links");
                assertThat(pool.stats().failed()).isPositive();
                works.set(true);
                pool.take().close();
                assertThat(pool.awaitFull(LONG)).isTrue();
            }
            assertThat(NetworkDescriptors.count()).isZero();
        }
    }

    @Test
    @Requires(Requirement.ROOT)
    void aDescriptorThatWasClosedBehindItsBackIsNotHandedOut() throws Exception {
        try (NetworkNamespacePool pool = pool(1)) {
            assertThat(pool.awaitFull(LONG)).isTrue();
            for (int number : NetworkDescriptors.numbers())
                assertThat(RawSyscall.call(Syscall.CLOSE, number)).isZero();
            try (NamespaceHandle good = pool.take();
                    NamespaceScope inside = good.enter()) {
                assertThat(inside).isNotNull();
                assertThat(loopbackHasAddress()).isTrue();
            }
            assertThat(pool.stats().discarded()).isEqualTo(1);
            assertThat(pool.stats().taken()).isEqualTo(1);
        }
    }

    @Test
    @Requires(Requirement.ROOT)
    void manyTakersAtOnceNeverGetTheSame() throws Exception {
        int takers = 8;
        int each = Boolean.getBoolean("jlinux.soak") ? 250 : 10;
        for (boolean waits : new boolean[] {true, false}) {
            NetworkPoolOptions options = NetworkPoolOptions.ofSize(4);
            if (waits) options = options.waiting(LONG);
            ExecutorService threads = Executors.newFixedThreadPool(takers);
            try (NetworkNamespacePool pool = NetworkNamespacePool.create(options)) {
                List<Callable<List<NamespaceHandle>>> tasks = new ArrayList<>();
                for (int t = 0; t < takers; t++) {
                    tasks.add(() -> {
                        List<NamespaceHandle> mine = new ArrayList<>();
                        for (int i = 0; i < each; i++) mine.add(pool.take());
                        return mine;
                    });
                }
                List<NamespaceHandle> all = new ArrayList<>();
                for (Future<List<NamespaceHandle>> f : threads.invokeAll(tasks)) all.addAll(f.get());
                assertThat(all.stream().map(NamespaceHandle::id).distinct()).hasSize(takers * each);
                all.forEach(NamespaceHandle::close);
                assertThat(pool.stats().taken()).isEqualTo((long) takers * each);
                assertThat(pool.stats().failed()).isZero();
            } finally {
                threads.shutdown();
            }
            assertThat(NetworkDescriptors.count()).isZero();
        }
    }

    @Test
    @Requires(Requirement.NOT_ROOT)
    void anOrdinaryUserIsToldWhatItNeeds() {
        LinuxException e = catchThrowableOfType(LinuxException.class, () -> pool(2));
        assertThat(e.errno()).isEqualTo(Errno.EPERM);
        assertThat(e.getMessage()).contains("CAP_SYS_ADMIN", "Spawn.unshare(Namespace.USER, Namespace.NET)");
        assertThat(threads()).isZero();
    }

    @Test
    void optionsAreChecked() {
        assertThatThrownBy(() -> NetworkPoolOptions.ofSize(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NetworkPoolOptions.ofSize(5000)).isInstanceOf(IllegalArgumentException.class);
        NetworkPoolOptions options = NetworkPoolOptions.ofSize(1);
        assertThatThrownBy(() -> options.waiting(Duration.ofMillis(-1))).isInstanceOf(IllegalArgumentException.class);
    }
}
