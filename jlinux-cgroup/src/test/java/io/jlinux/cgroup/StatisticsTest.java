package io.jlinux.cgroup;

import static io.jlinux.testkit.Requirement.CGROUP2_MEMORY;
import static io.jlinux.testkit.Requirement.CGROUP_WRITABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jlinux.cgroup.stat.MemoryBreakdown;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.lang.reflect.Method;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Statistics of real cgroups, read one by one and as samples. */
@Requires(CGROUP_WRITABLE)
@NoLeaks
class StatisticsTest {
    private static final Set<Metric> ALL = EnumSet.allOf(Metric.class);
    private final String name = Hosts.name();

    /** com.sun.management.ThreadMXBean, of a module that ours does not read. */
    private static final Optional<Method> ALLOCATED = allocatedBytes();

    private static Optional<Method> allocatedBytes() {
        try {
            return Optional.of(
                    Class.forName("com.sun.management.ThreadMXBean").getMethod("getThreadAllocatedBytes", long.class));
        } catch (ReflectiveOperationException e) {
            return Optional.empty();
        }
    }

    private static long allocated() throws ReflectiveOperationException {
        Object threads = Class.forName("java.lang.management.ManagementFactory")
                .getMethod("getThreadMXBean")
                .invoke(null);
        Object bytes =
                ALLOCATED.orElseThrow().invoke(threads, Thread.currentThread().getId());
        return (Long) Objects.requireNonNull(bytes);
    }

    @BeforeAll
    static void openHome() throws LinuxException {
        CgroupHost.current().home();
    }

    private static boolean may(Controller... controllers) throws LinuxException {
        return CgroupHost.current().mayCreate(Set.of(controllers));
    }

    @Test
    void aSampleSaysTheSameAsTheSingleStatistics() throws Exception {
        try (Cgroup cg = Cgroup.create(name);
                Gated p = Gated.in(cg, "x=$(head -c 3000000 /dev/zero | tr '\\0' x); read end");
                CgroupSampler sampler = cg.sampler(ALL)) {
            p.go();
            while (may(Controller.MEMORY) && cg.memory().current().orElse(1 << 22) < 1 << 20) Thread.onSpinWait();
            cg.freeze(java.time.Duration.ofSeconds(10));
            CgroupSample s = sampler.sample();
            assertThat(s.get(Metric.PIDS_CURRENT)).isEqualTo(cg.pids().current());
            assertThat(s.get(Metric.OOM_KILLS)).isEqualTo(cg.memory().oomKill());
            assertThat(s.get(Metric.OOM_KILLS))
                    .isEqualTo(cg.stats().memoryEvents().oomKill());
            assertThat(s.get(Metric.CPU_PERIODS)).isEqualTo(cg.cpu().nrPeriods());
            long usage = cg.cpu().usage().orElseThrow().toNanos();
            assertThat(s.get(Metric.CPU_USAGE).orElseThrow()).isPositive().isLessThanOrEqualTo(usage);
            if (may(Controller.MEMORY)) {
                MemoryBreakdown memory = cg.stats().memoryBreakdown();
                assertThat(memory.anon().orElseThrow()).isPositive();
                assertThat(memory.pageFaults().orElseThrow()).isPositive();
                assertThat(s.get(Metric.PAGE_FAULTS).orElseThrow()).isPositive();
                assertThat(s.get(Metric.MEMORY_CURRENT).orElseThrow()).isPositive();
                assertThat(s.get(Metric.MEMORY_PEAK).isPresent())
                        .isEqualTo(cg.memory().peak().isPresent());
                assertThat(cg.stats().numa().values()).isNotEmpty();
            }
            assertThat(s).asString().contains("CPU_USAGE=");
            cg.thaw();
        }
    }

    @Test
    void whatIsNotAskedForIsNotRead() throws Exception {
        try (Cgroup cg = Cgroup.create(name);
                CgroupSampler sampler = cg.sampler(EnumSet.of(Metric.CPU_USER))) {
            CgroupSample s = sampler.sample();
            assertThat(s.get(Metric.CPU_USER)).isPresent();
            assertThat(s.get(Metric.CPU_USAGE)).isEmpty();
            assertThat(s.get(Metric.CPU_USAGE, -1)).isEqualTo(-1);
            assertThat(s.perSecond(Metric.CPU_USAGE, s)).isNaN();
        }
    }

    @Test
    void samplingAllocatesNothing() throws Exception {
        assumeTrue(ALLOCATED.isPresent(), "the module java.management is not there");
        Set<Controller> controllers = EnumSet.of(Controller.MEMORY, Controller.CPU, Controller.PIDS, Controller.IO);
        for (Controller c : Set.copyOf(controllers)) if (!may(c)) controllers.remove(c);
        try (Cgroup cg = Cgroup.create(name, CgroupLimits.NONE, controllers);
                CgroupSampler sampler = cg.sampler(ALL);
                Gated p = Gated.in(cg, "f=$(mktemp); head -c 4096 /dev/zero > $f; sync $f; rm $f")
                        .go()) {
            p.await();
            boolean ioWasCounted = cg.stats().io().sum("wbytes").orElse(0) > 0; // not where /tmp is in memory
            CgroupSample sample = new CgroupSample();
            for (int i = 0; i < 300; i++) sampler.sample(sample);
            Set<Metric> read = EnumSet.allOf(Metric.class);
            read.removeIf(m -> sample.get(m).isEmpty());
            if (may(Controller.MEMORY)) assertThat(read).contains(Metric.MEMORY_CURRENT, Metric.MEMORY_ANON);
            if (may(Controller.PIDS)) assertThat(read).contains(Metric.PIDS_CURRENT, Metric.PIDS_MAX_EVENTS);
            if (ioWasCounted) assertThat(read).contains(Metric.IO_WRITE_BYTES);
            assertThat(read).contains(Metric.CPU_USAGE);
            if (cg.stats().pressure(Resource.CPU).some().isPresent()) {
                assertThat(read).contains(Metric.CPU_SOME, Metric.MEMORY_FULL, Metric.IO_SOME);
            }
            long before = allocated();
            for (int i = 0; i < 1000; i++) sampler.sample(sample);
            long each = (allocated() - before) / 1000;
            assertThat(each).isLessThan(64); // a rest of what the call itself costs an interpreter
        }
    }

    @Test
    void aRemovedCgroupCannotBeSampled() throws Exception {
        Cgroup cg = Cgroup.create(name);
        try (CgroupSampler sampler = cg.sampler(ALL)) {
            assertThat(sampler.sample().get(Metric.CPU_USAGE)).isPresent();
            Cgroup.open(cg.name()).destroy();
            assertThatThrownBy(sampler::sample)
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.errno()).isIn(Errno.ENODEV, Errno.ENOENT))
                    .hasMessageContaining("removed");
        } finally {
            cg.close();
        }
    }

    @Test
    @Requires(CGROUP2_MEMORY)
    void aControllerThatGoesAndComesBackDoesTheSameInSamples() throws Exception {
        try (Cgroup cg = Cgroup.create(name, CgroupLimits.NONE, Set.of());
                Cgroup child = cg.createChild("x", CgroupLimits.NONE, Set.of(Controller.PIDS));
                CgroupSampler sampler = child.sampler(EnumSet.of(Metric.PIDS_CURRENT, Metric.CPU_USAGE))) {
            assertThat(sampler.sample().get(Metric.PIDS_CURRENT)).hasValue(0);
            cg.tree().disableForChildren(Set.of(Controller.PIDS));
            assertThat(sampler.sample().get(Metric.PIDS_CURRENT)).isEmpty();
            assertThat(sampler.sample().get(Metric.CPU_USAGE)).isPresent();
            cg.tree().enableForChildren(Set.of(Controller.PIDS));
            assertThat(sampler.sample().get(Metric.PIDS_CURRENT)).hasValue(0);
        }
    }

    @Test
    void theTreeAndItsStateAreCounted() throws Exception {
        assumeTrue(CgroupHost.current().unified().isPresent(), "no v2 hierarchy");
        try (Cgroup cg = Cgroup.create(name);
                Cgroup child = cg.createChild("x")) {
            assertThat(cg.stats().tree().descendants()).hasValue(1);
            assertThat(cg.stats().state().populated()).contains(false);
            try (Gated p = Gated.in(child, "sleep 100")) {
                assertThat(p.isAlive()).isTrue();
                assertThat(cg.stats().state().populated()).contains(true);
                assertThat(cg.stats().state().frozen()).contains(false);
            }
        }
    }

    @Test
    void pressureIsThereForTheHostAndForACgroup() throws Exception {
        assumeTrue(CgroupHost.current().pressure(Resource.MEMORY).some().isPresent(), "no PSI");
        try (Cgroup cg = Cgroup.create(name)) {
            for (Resource r : List.of(Resource.CPU, Resource.MEMORY, Resource.IO)) {
                assertThat(CgroupHost.current().pressure(r).some().orElseThrow().avg10())
                        .isBetween(0.0, 100.0);
                if (CgroupHost.current().unified().isEmpty()) continue;
                assertThat(cg.stats().pressure(r).some().orElseThrow().total().isNegative())
                        .isFalse();
                assertThat(cg.stats().pressure(r).full()).isPresent();
            }
        }
    }

    @Test
    void whatAControllerThatIsNotThereCountsIsEmpty() throws Exception {
        try (Cgroup outer = Cgroup.create(name, CgroupLimits.NONE, Set.of());
                Cgroup cg = outer.createChild("x", CgroupLimits.NONE, Set.of())) {
            assertThat(cg.stats().rdma()).isEmpty();
            assertThat(cg.stats().misc()).isEmpty();
            assertThat(cg.stats().io().devices()).isEmpty();
            assertThat(cg.stats().numa().get("anon", 0)).isEmpty();
            assertThat(cg.stats().hugetlb("2MB").maxEvents()).isEmpty();
        }
    }
}
