package io.jlinux.cgroup;

import static io.jlinux.testkit.Requirement.CGROUP_WRITABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jlinux.cgroup.CgroupEvent.Kind;
import io.jlinux.cgroup.stat.Pressure;
import io.jlinux.cgroup.watch.EventLoop;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Events of real cgroups, told by the one thread that waits for them. */
@Requires(CGROUP_WRITABLE)
@NoLeaks
class WatchTest {
    private static final long MIB = 1 << 20;
    private static final int PATIENCE = 60;
    private final String name = Hosts.name();

    /** These stay open for the life of the JVM. */
    @BeforeAll
    static void start() throws LinuxException {
        CgroupHost.current().home();
        EventLoop.get();
    }

    private static void assumeUnified() throws LinuxException {
        assumeTrue(CgroupHost.current().unified().isPresent(), "no v2 hierarchy");
    }

    private static void assumeMay(Controller controller) throws LinuxException {
        assumeTrue(CgroupHost.current().mayCreate(Set.of(controller)), controller + " is not delegated");
    }

    private static CgroupEvent take(BlockingQueue<CgroupEvent> events, Kind kind) throws InterruptedException {
        while (true) {
            CgroupEvent e = events.poll(PATIENCE, TimeUnit.SECONDS);
            if (e == null) throw new AssertionError("no event " + kind);
            if (e.kind() == kind) return e;
        }
    }

    @Test
    void anErrorOfOneCallbackDoesNotEndTheOthers() throws Exception {
        CountDownLatch failed = new CountDownLatch(1);
        EventLoop.get().later(0, () -> {
            failed.countDown();
            throw new AssertionError("of a test");
        });
        failed.await();
        CountDownLatch goesOn = new CountDownLatch(1);
        EventLoop.get().later(0, goesOn::countDown);
        assertThat(goesOn.await(PATIENCE, TimeUnit.SECONDS)).isTrue();

        CompletableFuture<String> told = new CompletableFuture<>();
        try (Delivery<String> d = new Delivery<>(
                what -> {
                    throw new AssertionError("of a test");
                },
                Runnable::run)) {
            d.deliver("x");
            told.complete("y");
        }
        assertThat(told).isCompletedWithValue("y");
    }

    @Test
    void anOomKillIsTold() throws Exception {
        assumeMay(Controller.MEMORY);
        BlockingQueue<CgroupEvent> events = new LinkedBlockingQueue<>();
        try (Cgroup cg = Cgroup.create(
                        name, CgroupLimits.NONE.memoryMax(20 * MIB).memorySwapMax(0));
                Subscription s = cg.watch().onEvent(EnumSet.of(Kind.OOM, Kind.OOM_KILL), events::add);
                Gated p = Gated.in(cg, "exec tail /dev/zero").go()) {
            assertThat(s.isActive()).isTrue();
            assertThat(p.await()).isEqualTo(137);
            CgroupEvent oom = take(events, Kind.OOM_KILL);
            assertThat(oom.cgroup()).isEqualTo(name);
            assertThat(oom.total()).isPositive();
            assertThat(oom.times()).isPositive();
        }
    }

    @Test
    void aForkThatFailsAtPidsMaxIsTold() throws Exception {
        assumeMay(Controller.PIDS);
        try (Cgroup cg = Cgroup.create(name, CgroupLimits.NONE.pidsMax(2))) {
            CompletableFuture<CgroupEvent> hit = cg.watch().next(Kind.PIDS_MAX);
            try (Gated p = Gated.in(cg, "sleep 60 & sleep 60 & sleep 60").go()) {
                assertThat(hit.get(PATIENCE, TimeUnit.SECONDS).total()).isPositive();
                assertThat(p.pid()).isPositive();
            }
        }
    }

    @Test
    void itsStatesAreTold() throws Exception {
        assumeUnified();
        BlockingQueue<CgroupEvent> events = new LinkedBlockingQueue<>();
        try (Cgroup cg = Cgroup.create(name);
                Subscription s = cg.watch()
                        .onEvent(
                                EnumSet.allOf(Kind.class).stream()
                                        .filter(Kind::isState)
                                        .collect(java.util.stream.Collectors.toSet()),
                                events::add)) {
            try (Gated p = Gated.in(cg, "sleep 100")) {
                take(events, Kind.POPULATED);
                cg.freeze(Duration.ofSeconds(20));
                take(events, Kind.FROZEN);
                cg.thaw();
                take(events, Kind.THAWED);
                assertThat(p.isAlive()).isTrue();
            }
            take(events, Kind.EMPTY);
            assertThat(s.isActive()).isTrue();
        }
    }

    @Test
    void aRemovalByOthersEndsTheWatch() throws Exception {
        BlockingQueue<CgroupEvent> events = new LinkedBlockingQueue<>();
        Cgroup cg = Cgroup.create(name);
        try (Subscription s = cg.watch().onEvent(Set.of(), events::add)) {
            for (Path dir : cg.directories()) Files.delete(dir);
            assertThat(take(events, Kind.REMOVED).cgroup()).isEqualTo(name);
            assertThat(events).isEmpty();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
            while (s.isActive() && System.nanoTime() < deadline) Thread.onSpinWait();
            assertThat(s.isActive()).isFalse();
            assertThatThrownBy(() -> cg.watch().onEvent(Set.of(), events::add))
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.errno()).isIn(Errno.ENODEV, Errno.ENOENT));
        } finally {
            cg.close();
        }
    }

    @Test
    void whoWaitsForAnEventLearnsOfTheRemoval() throws Exception {
        assumeUnified();
        CompletableFuture<CgroupEvent> populated;
        CompletableFuture<CgroupEvent> cancelled;
        int before = EventLoop.get().size();
        try (Cgroup cg = Cgroup.create(name)) {
            populated = cg.watch().next(Kind.POPULATED);
            cancelled = cg.watch().next(Kind.POPULATED);
            assertThat(cancelled.cancel(false)).isTrue();
        }
        assertThatThrownBy(() -> populated.get(PATIENCE, TimeUnit.SECONDS))
                .hasCauseInstanceOf(LinuxException.class)
                .hasMessageContaining("removed");
        awaitWatches(before);
    }

    /** What ends a watch happens on its thread, a moment after it was told. */
    private static void awaitWatches(int expected) throws LinuxException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
        while (EventLoop.get().size() != expected && System.nanoTime() < deadline) Thread.onSpinWait();
        assertThat(EventLoop.get().size()).isEqualTo(expected);
    }

    @Test
    void aSubscriptionOutlivesItsCgroupObject() throws Exception {
        assumeUnified();
        BlockingQueue<CgroupEvent> events = new LinkedBlockingQueue<>();
        try (Cgroup owner = Cgroup.create(name)) {
            Subscription s;
            try (Cgroup borrower = Cgroup.open(name)) {
                s = borrower.watch().onEvent(EnumSet.of(Kind.POPULATED), events::add);
            }
            try (Gated p = Gated.in(owner, "sleep 100")) {
                take(events, Kind.POPULATED);
                assertThat(p.isAlive()).isTrue();
            }
            s.close();
        }
    }

    @Test
    void aThousandWatchesCostNoThreadAndNoneIsLost() throws Exception {
        assumeUnified();
        int threads = Thread.activeCount();
        AtomicInteger told = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(1000);
        List<Subscription> watches = new ArrayList<>();
        try (Cgroup cg = Cgroup.create(name)) {
            try {
                for (int i = 0; i < 1000; i++) {
                    watches.add(cg.watch().onEvent(EnumSet.of(Kind.POPULATED), e -> {
                        if (e.kind() == Kind.POPULATED) told.incrementAndGet();
                        all.countDown();
                    }));
                }
                assertThat(Thread.activeCount()).isLessThan(threads + 10);
                try (Gated p = Gated.in(cg, "sleep 100")) {
                    assertThat(all.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
                    assertThat(p.isAlive()).isTrue();
                }
                assertThat(told).hasValue(1000);
            } finally {
                watches.forEach(Subscription::close);
            }
        }
    }

    @Test
    void nothingIsToldAfterTheClose() throws Exception {
        assumeUnified();
        try (Cgroup cg = Cgroup.create(name)) {
            for (int round = 0; round < 30; round++) {
                AtomicBoolean closed = new AtomicBoolean();
                AtomicBoolean late = new AtomicBoolean();
                Subscription s = cg.watch()
                        .onEvent(EnumSet.of(Kind.FROZEN, Kind.THAWED), e -> late.compareAndSet(false, closed.get()));
                cg.write("cgroup.freeze", "1");
                cg.write("cgroup.freeze", "0");
                s.close();
                closed.set(true);
                assertThat(s.isActive()).isFalse();
                s.close();
                assertThat(late).isFalse();
            }
        }
    }

    @Test
    void aCallbackMayCloseItsOwnSubscriptionAndAFailingOneHurtsNobody() throws Exception {
        assumeUnified();
        BlockingQueue<CgroupEvent> events = new LinkedBlockingQueue<>();
        CompletableFuture<Subscription> itself = new CompletableFuture<>();
        try (Cgroup cg = Cgroup.create(name);
                Subscription bad = cg.watch().onEvent(EnumSet.of(Kind.POPULATED), e -> {
                    throw new IllegalArgumentException("of the test");
                });
                Subscription good = cg.watch().onEvent(EnumSet.of(Kind.POPULATED), Runnable::run, e -> {
                    itself.join().close();
                    events.add(e);
                })) {
            itself.complete(good);
            try (Gated p = Gated.in(cg, "sleep 100")) {
                take(events, Kind.POPULATED);
                assertThat(p.isAlive()).isTrue();
            }
            assertThat(good.isActive()).isFalse();
            assertThat(bad.isActive()).isTrue();
        }
    }

    @Test
    void aSubscriberGetsAStreamAndEndsItByItsCancel() throws Exception {
        assumeUnified();
        int before = EventLoop.get().size();
        BlockingQueue<CgroupEvent> events = new LinkedBlockingQueue<>();
        CountDownLatch complete = new CountDownLatch(1);
        CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
        try (Cgroup cg = Cgroup.create(name)) {
            Flow.Publisher<CgroupEvent> publisher = cg.watch().events(EnumSet.of(Kind.POPULATED, Kind.EMPTY));
            publisher.subscribe(subscriber(new CompletableFuture<>(), events, complete));
            publisher.subscribe(subscriber(subscription, new LinkedBlockingQueue<>(), new CountDownLatch(1)));
            subscription.get(PATIENCE, TimeUnit.SECONDS).cancel();
            try (Gated p = Gated.in(cg, "sleep 100")) {
                take(events, Kind.POPULATED);
                assertThat(p.isAlive()).isTrue();
            }
            take(events, Kind.EMPTY);
        }
        assertThat(complete.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
        awaitWatches(before);
    }

    private static Flow.Subscriber<CgroupEvent> subscriber(
            CompletableFuture<Flow.Subscription> subscription,
            BlockingQueue<CgroupEvent> events,
            CountDownLatch complete) {
        return new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription s) {
                s.request(Long.MAX_VALUE);
                subscription.complete(s);
            }

            @Override
            public void onNext(CgroupEvent event) {
                events.add(event);
            }

            @Override
            public void onError(Throwable error) {
                throw new AssertionError(error);
            }

            @Override
            public void onComplete() {
                complete.countDown();
            }
        };
    }

    @Test
    void pressureUnderLoadIsTold() throws Exception {
        assumeUnified();
        assumeTrue(CgroupHost.current().pressure(Resource.CPU).some().isPresent(), "no PSI");
        PressureTrigger trigger = PressureTrigger.some(Resource.CPU, Duration.ofMillis(20), Duration.ofSeconds(2));
        BlockingQueue<Pressure> told = new LinkedBlockingQueue<>();
        try (Cgroup cg = Cgroup.create(name)) {
            Duration before =
                    cg.stats().pressure(Resource.CPU).some().orElseThrow().total();
            int busy = Runtime.getRuntime().availableProcessors() + 2;
            try (Subscription s = cg.onPressure(trigger, told::add);
                    Gated p = Gated.in(
                                    cg,
                                    "i=0; while [ $i -lt " + busy
                                            + " ]; do (while :; do :; done) & i=$((i+1)); done; wait")
                            .go()) {
                Pressure now = told.poll(PATIENCE, TimeUnit.SECONDS);
                assertThat(now).isNotNull();
                assertThat(now.some().orElseThrow().total()).isGreaterThan(before);
                assertThat(s.isActive()).isTrue();
                assertThat(p.isAlive()).isTrue();
                cg.kill();
            }
        }
    }

    @Test
    void aPressureWatchEndsWithItsCgroup() throws Exception {
        assumeUnified();
        assumeTrue(CgroupHost.current().pressure(Resource.MEMORY).some().isPresent(), "no PSI");
        PressureTrigger trigger = PressureTrigger.some(Resource.MEMORY, Duration.ofMillis(20), Duration.ofSeconds(2));
        int before = EventLoop.get().size();
        Subscription s;
        try (Cgroup cg = Cgroup.create(name)) {
            s = cg.onPressure(trigger, p -> {});
        }
        awaitWatches(before);
        s.close();
        assertThat(s.isActive()).isFalse();
    }

    @Test
    void aRefusedWatchSaysWhy() throws Exception {
        try (Cgroup outer = Cgroup.create(name, CgroupLimits.NONE, Set.of());
                Cgroup cg = outer.createChild("x", CgroupLimits.NONE, Set.of())) {
            assertThatThrownBy(() -> cg.watch().onEvent(EnumSet.of(Kind.PIDS_MAX), e -> {}))
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT))
                    .hasMessageContaining("pids");
        }
        assertThat(PressureWatch.error("write", "x", Errno.EINVAL.number())).hasMessageContaining("multiple of 2 s");
        assertThat(PressureWatch.error("watch", "x", Errno.EOPNOTSUPP.number())).hasMessageContaining("psi=1");
    }
}
