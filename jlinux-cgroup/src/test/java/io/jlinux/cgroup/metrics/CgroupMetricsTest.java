package io.jlinux.cgroup.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.CgroupHost;
import io.jlinux.cgroup.CgroupLimits;
import io.jlinux.cgroup.Controller;
import io.jlinux.cgroup.Resource;
import io.jlinux.cgroup.stat.Pressure;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Meters of real cgroups, on whichever version this host has. */
@Requires(Requirement.CGROUP_WRITABLE)
@NoLeaks
@Timeout(120)
class CgroupMetricsTest {
    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static final long MIB = 1 << 20;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final String name = "jlinux-metrics-" + ProcessHandle.current().pid() + "-" + COUNTER.incrementAndGet();

    @BeforeAll
    static void openHome() throws LinuxException {
        CgroupHost.current().home();
    }

    @AfterEach
    void closeRegistry() {
        registry.close();
    }

    private static void need(Controller... controllers) throws LinuxException {
        boolean may = CgroupHost.current().mayCreate(Set.of(controllers));
        assumeTrue(may, "may not use the controllers " + Set.of(controllers) + " here");
    }

    private static int run(Cgroup cg, String script) throws Exception {
        try (LinuxProcess p =
                Spawn.command("/bin/sh", "-c", script).with(cg.placement()).start()) {
            return p.waitFor();
        }
    }

    private double gauge(String meter, String... tags) {
        return registry.get(meter).tags(tags).gauge().value();
    }

    private double count(String meter, String... tags) {
        return registry.get(meter).tags(tags).functionCounter().count();
    }

    private @Nullable Gauge find(String meter, String... tags) {
        return registry.find(meter).tags(tags).gauge();
    }

    /** Reads every meter, as a scrape does. */
    private int scrape() {
        int values = 0;
        for (Meter meter : registry.getMeters()) {
            for (Measurement m : meter.measure()) {
                m.getValue();
                values++;
            }
        }
        return values;
    }

    @Test
    void aKillForWantOfMemoryIsCounted() throws Exception {
        need(Controller.MEMORY);
        try (Cgroup cg = Cgroup.create(
                        name, CgroupLimits.NONE.memoryMax(32 * MIB).memorySwapMax(0));
                CgroupMetrics metrics = CgroupMetrics.of(cg, Tags.of("job", "42"), Duration.ZERO)) {
            metrics.bindTo(registry);
            assertThat(count("cgroup.memory.events", "event", "oom_kill")).isEqualTo(0);
            assertThat(gauge("cgroup.memory.limit", "limit", "max")).isEqualTo(32 * MIB);
            assertThat(run(cg, "exec tail /dev/zero")).isEqualTo(137);
            assertThat(count("cgroup.memory.events", "event", "oom_kill", "job", "42", "cgroup", name))
                    .isPositive();
            assertThat(gauge("cgroup.memory.usage")).isBetween(0.0, 32.0 * MIB);
            assertThat(find("cgroup.memory.peak") != null)
                    .isEqualTo(cg.memory().peak().isPresent());
            if (find("cgroup.memory.peak") != null)
                assertThat(gauge("cgroup.memory.peak")).isGreaterThan(20 * MIB);
        }
    }

    @Test
    void processorTimeAndTasksAreThoseOfTheProcesses() throws Exception {
        need(Controller.CPU, Controller.PIDS);
        CgroupLimits limits = CgroupLimits.NONE.pidsMax(7).cpuMax(Duration.ofMillis(15), Duration.ofMillis(10));
        try (Cgroup cg = Cgroup.create(name, limits);
                CgroupMetrics metrics = CgroupMetrics.of(cg, Tags.empty(), Duration.ZERO);
                LinuxProcess p =
                        Spawn.command("/bin/sleep", "1000").with(cg.placement()).start()) {
            metrics.bindTo(registry);
            assertThat(gauge("cgroup.pids.usage")).isEqualTo(1);
            assertThat(gauge("cgroup.pids.limit")).isEqualTo(7);
            assertThat(gauge("cgroup.cpu.limit")).isEqualTo(1.5);
            double before = count("cgroup.cpu.usage");
            assertThat(run(cg, "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done"))
                    .isEqualTo(0);
            assertThat(count("cgroup.cpu.usage") - before).isBetween(0.001, 60.0);
            assertThat(count("cgroup.cpu.periods")).isPositive();
            assertThat(count("cgroup.cpu.throttled.periods")).isNotNegative();

            cg.setPidsMax(CgroupLimits.UNLIMITED); // the meter stays, without a number
            assertThat(gauge("cgroup.pids.limit")).isNaN();
            cg.setPidsMax(2);
            assertThat(gauge("cgroup.pids.limit")).isEqualTo(2);
            assertThat(run(cg, "true & true & wait")).isNotZero(); // the shell is the second task already
            assertThat(count("cgroup.pids.events", "event", "max")).isPositive();
            assertThat(p.isAlive()).isTrue();
        }
    }

    @Test
    void aScrapeReadsTheFilesOnce() throws Exception {
        AtomicLong clock = new AtomicLong();
        try (Cgroup cg = Cgroup.create(name);
                CgroupMetrics metrics = new CgroupMetrics(
                        new Readings(cg, Duration.ofMillis(250), clock::get), Tags.of(CgroupMetrics.TAG, name))) {
            metrics.bindTo(registry);
            long before = metrics.readings().count();
            for (int scrapes = 1; scrapes <= 3; scrapes++) {
                clock.addAndGet(Duration.ofSeconds(10).toNanos());
                assertThat(scrape()).isGreaterThan(3);
                assertThat(metrics.readings().count() - before).isEqualTo(scrapes);
            }
        }
    }

    @Test
    void whatTheCgroupDoesNotHaveGetsNoMeter() throws Exception {
        try (Cgroup cg = Cgroup.create(name, CgroupLimits.NONE, Set.of());
                CgroupMetrics metrics = CgroupMetrics.of(cg)) {
            metrics.bindTo(registry);
            assertThat(find("cgroup.memory.usage") != null)
                    .isEqualTo(cg.memory().current().isPresent());
            assertThat(find("cgroup.pids.usage") != null)
                    .isEqualTo(cg.pids().current().isPresent());
            assertThat(registry.find("cgroup.cpu.usage").functionCounter() != null)
                    .isEqualTo(cg.cpu().usage().isPresent());
            assertThat(registry.find("cgroup.io").functionCounters())
                    .hasSize(cg.controllers().contains(Controller.IO) ? 2 : 0);
            for (Resource r : Resource.values()) {
                Pressure p = cg.stats().pressure(r);
                String resource = r.kernelName();
                assertThat(find("cgroup.pressure.average", "resource", resource, "waiting", "some", "window", "10s")
                                != null)
                        .isEqualTo(p.some().isPresent());
                assertThat(registry.find("cgroup.pressure.stalled")
                                        .tags("resource", resource, "waiting", "full")
                                        .functionCounter()
                                != null)
                        .isEqualTo(p.full().isPresent());
            }
            for (Meter meter : registry.getMeters()) {
                assertThat(meter.getId().getBaseUnit()).isNotBlank();
                assertThat(meter.getId().getDescription()).isNotBlank();
                assertThat(meter.getId().getTag("cgroup")).isEqualTo(name);
                boolean isLimit = meter.getId().getName().endsWith(".limit");
                if (!isLimit)
                    assertThat(meter.measure().iterator().next().getValue()).isNotNegative();
            }
        }
    }

    @Test
    void closingRemovesItsMetersAndNoOthers() throws Exception {
        SimpleMeterRegistry second = new SimpleMeterRegistry();
        registry.counter("somebody.elses");
        try (Cgroup cg = Cgroup.create(name)) {
            CgroupMetrics metrics = CgroupMetrics.of(cg);
            metrics.bindTo(registry);
            metrics.bindTo(second);
            assertThat(registry.getMeters()).hasSizeGreaterThan(2);
            assertThat(second.getMeters()).hasSizeGreaterThan(1);
            metrics.close();
            metrics.close();
            assertThat(second.getMeters()).isEmpty();
            assertThat(registry.getMeters())
                    .singleElement()
                    .extracting(m -> m.getId().getName())
                    .isEqualTo("somebody.elses");
            assertThatThrownBy(() -> metrics.bindTo(registry)).isInstanceOf(IllegalStateException.class);
        }
        second.close();
    }

    @Test
    void ofARemovedCgroupGaugesAreNoNumbersAndCountersStay() throws Exception {
        Cgroup cg = Cgroup.create(name);
        try (CgroupMetrics metrics = CgroupMetrics.of(cg, Tags.empty(), Duration.ZERO)) {
            metrics.bindTo(registry);
            assertThat(run(cg, "i=0; while [ $i -lt 2000 ]; do i=$((i+1)); done"))
                    .isEqualTo(0);
            FunctionCounter usage = registry.find("cgroup.cpu.usage").functionCounter();
            double used = usage == null ? 0 : usage.count();
            Cgroup.open(name).destroy(); // as another process may
            if (usage != null) assertThat(usage.count()).isPositive().isEqualTo(used);
            for (Gauge g : registry.find("cgroup.pids.usage").gauges())
                assertThat(g.value()).isNaN();
            for (Gauge g : registry.find("cgroup.memory.usage").gauges())
                assertThat(g.value()).isNaN();
            assertThatThrownBy(() -> CgroupMetrics.of(cg))
                    .isInstanceOfAny(LinuxException.class, RuntimeException.class);
        } finally {
            cg.close();
        }
    }

    /** A limit is read from a file that is kept open; with its controller that file goes, and another one comes back. */
    @Test
    void aLimitWhoseControllerComesAndGoesIsNoNumberMeanwhile() throws Exception {
        assumeTrue(Requirement.CGROUP2_PIDS.isMet(), "controllers come and go on v2 only");
        try (Cgroup cg = Cgroup.create(name, CgroupLimits.NONE, Set.of());
                Cgroup child = cg.createChild("x", CgroupLimits.NONE.pidsMax(7), Set.of());
                CgroupMetrics metrics = CgroupMetrics.of(child, Tags.empty(), Duration.ZERO)) {
            metrics.bindTo(registry);
            assertThat(gauge("cgroup.pids.limit")).isEqualTo(7);
            cg.tree().disableForChildren(Set.of(Controller.PIDS));
            assertThat(gauge("cgroup.pids.limit")).isNaN();
            assertThat(count("cgroup.cpu.usage")).isNotNegative(); // the others go on
            cg.tree().enableForChildren(Set.of(Controller.PIDS));
            assertThat(gauge("cgroup.pids.limit")).isNaN(); // as a new one it is not limited
            child.setPidsMax(9);
            assertThat(gauge("cgroup.pids.limit")).isEqualTo(9);
        }
    }

    @Test
    void aBinderThatNobodyKeepsGoesOn() throws Exception {
        CgroupMetrics.ofJvm().bindTo(registry);
        for (int i = 0; i < 3; i++) System.gc();
        assertThat(count("cgroup.cpu.usage")).isPositive();
        Meter usage = Objects.requireNonNull(registry.find("cgroup.cpu.usage").meter());
        assertThat(usage.getId().getTag("cgroup")).startsWith("/");
    }
}
