package io.jlinux.examples.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.CgroupHost;
import io.jlinux.cgroup.CgroupLimits;
import io.jlinux.cgroup.Controller;
import io.jlinux.cgroup.CpuShares;
import io.jlinux.cgroup.Resource;
import io.jlinux.cgroup.stat.Pressure;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The manager with real processes: shares that are measured, pressure that is real, limits that are read back. */
@Requires(Requirement.CGROUP_WRITABLE)
@NoLeaks
@Timeout(180)
class ResourceManagerTest {
    private static final long MIB = 1 << 20;
    private static final Policy POLICY = Policy.ofMemory(512 * MIB).withCalm(Duration.ofSeconds(3));
    private final List<Decision> decisions = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void openHome() throws LinuxException {
        CgroupHost.current().home();
    }

    @BeforeEach
    void thereAreControllers() throws LinuxException {
        boolean may = CgroupHost.current().mayCreate(Set.of(Controller.CPU, Controller.MEMORY));
        assumeTrue(may, "may not use the controllers cpu and memory here");
    }

    private ResourceManager manager(Policy policy) throws LinuxException {
        return ResourceManager.create(
                "jlinux-manager-" + ProcessHandle.current().pid(), policy, decisions::add);
    }

    private static boolean isV2() throws LinuxException {
        return CgroupHost.current().hierarchy(Controller.MEMORY).orElseThrow().version() == 2;
    }

    /** Processes that never wait, all on the first processor that this JVM may use: there is always too little of it. */
    private static JobSpec spinning(String name, Tier tier, int processes) throws IOException {
        String first = allowedProcessors().split("[,-]", 2)[0];
        String spin = "while :; do :; done";
        String script = (spin + " & ").repeat(processes - 1) + spin;
        return JobSpec.of(name, tier, MIB, 64 * MIB, "taskset", "-c", first, "sh", "-c", script);
    }

    private static String allowedProcessors() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(l -> l.startsWith("Cpus_allowed_list:"))
                .findFirst()
                .orElseThrow()
                .split("\\s+")[1];
    }

    /** On the scale of v2. */
    private static long weight(Cgroup cg) throws LinuxException {
        CgroupLimits limits = cg.limits();
        return limits.cpuWeight().orElseGet(() -> limits.cpuShares().orElseThrow());
    }

    private static long expectedWeight(long weight) throws LinuxException {
        boolean v2 =
                CgroupHost.current().hierarchy(Controller.CPU).orElseThrow().version() == 2;
        return v2 ? weight : CpuShares.ofWeight(weight);
    }

    private static double seconds(Cgroup cg) throws LinuxException {
        return cg.cpu().usage().orElseThrow().toNanos() / 1e9;
    }

    /** Until the condition was true once: what is measured here goes up and down. */
    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 1200; i++) {
            if (condition.getAsBoolean()) return;
            Thread.sleep(50);
        }
        throw new AssertionError("not within a minute: " + what);
    }

    private boolean decided(Decision.Kind kind, Resource resource) {
        return decisions.stream().anyMatch(d -> d.kind() == kind && d.resource() == resource);
    }

    @Test
    void theTiersShareAProcessorTwoToOne() throws Exception {
        try (ResourceManager m = manager(POLICY)) {
            for (Tier tier : Tier.values()) assertThat(weight(m.tier(tier))).isEqualTo(expectedWeight(tier.weight()));
            Job one = m.start(spinning("upper", Tier.BURSTABLE, 1));
            Job three = m.start(spinning("lower", Tier.BEST_EFFORT, 3)); // more processes, not more of the processor
            Cgroup upper = m.tier(Tier.BURSTABLE);
            Cgroup lower = m.tier(Tier.BEST_EFFORT);
            await("all run", () -> spins(one, 1) && spins(three, 3));
            Thread.sleep(500);
            double upperBefore = seconds(upper);
            double lowerBefore = seconds(lower);
            await("they ran for a while", () -> secondsOf(upper) + secondsOf(lower) - upperBefore - lowerBefore > 2.5);
            double ratio = (seconds(upper) - upperBefore) / (seconds(lower) - lowerBefore);
            assertThat(ratio).isBetween(1.6, 2.5);
        }
    }

    private static double secondsOf(Cgroup cg) {
        try {
            return seconds(cg);
        } catch (LinuxException e) {
            throw new AssertionError(e);
        }
    }

    /** Whether all of its processes are there, and none is still the program that pins them. */
    private static boolean spins(Job job, int processes) {
        try {
            String program = Files.readString(Path.of("/proc/" + job.process().pid() + "/comm"));
            return !program.startsWith("taskset") && job.cgroup().processes().size() == processes;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void memoryIsProtectedSlowedDownAndLimited() throws Exception {
        try (ResourceManager m = manager(POLICY)) {
            Job db = m.start(JobSpec.of("db", Tier.GUARANTEED, 100 * MIB, 200 * MIB, "sleep", "1000"));
            Job build = m.start(JobSpec.of("build", Tier.BURSTABLE, 64 * MIB, 128 * MIB, "sleep", "1000"));
            Job index = m.start(JobSpec.of("index", Tier.BEST_EFFORT, 0, 64 * MIB, "sleep", "1000"));
            assertThat(db.cgroup().limits().memoryLow()).hasValue(100 * MIB);
            assertThat(db.cgroup().limits().memoryMax()).hasValue(200 * MIB);
            assertThat(m.tier(Tier.GUARANTEED).limits().memoryLow()).hasValue(100 * MIB);
            assertThat(build.cgroup().limits().memoryLow()).hasValue(32 * MIB);
            assertThat(index.cgroup().limits().memoryMax()).hasValue(64 * MIB);
            CgroupLimits lowest = m.tier(Tier.BEST_EFFORT).limits();
            long half = 256 * MIB / 6 * 6 / 4096 * 4096;
            assertThat(isV2() ? lowest.memoryHigh() : lowest.memoryMax()).hasValue(half);
            if (isV2())
                assertThat(build.cgroup().limits().memoryHigh().orElseThrow()).isBetween(115 * MIB, 116 * MIB);
            m.stop(db);
            m.stop(db);
            assertThat(m.tier(Tier.GUARANTEED).limits().memoryLow().orElse(0)).isEqualTo(0);
            assertThat(m.jobs()).containsExactly(build, index);
        }
    }

    @Test
    void aJobBeyondItsLimitIsKilledAndNoOther() throws Exception {
        try (ResourceManager m = manager(POLICY)) {
            Job build = m.start(JobSpec.of("build", Tier.BURSTABLE, 0, 128 * MIB, "sleep", "1000"));
            Job greedy = m.start(JobSpec.of("greedy", Tier.BEST_EFFORT, 0, 32 * MIB, "tail", "/dev/zero"));
            assertThat(greedy.process().waitFor()).isEqualTo(137);
            assertThat(greedy.cgroup().memory().oomKill().orElseThrow()).isPositive();
            assertThat(build.process().isAlive()).isTrue();
        }
    }

    @Test
    void pressureOnTheProcessorsTakesThemFromTheLowestTierAndGivesThemBack() throws Exception {
        try (ResourceManager m = manager(POLICY)) {
            Cgroup lowest = m.tier(Tier.BEST_EFFORT);
            assumeTrue(hasPressure(lowest), "no pressure is accounted here");
            m.start(spinning("index", Tier.BEST_EFFORT, 2));
            Job db = m.start(spinning("db", Tier.GUARANTEED, 3));
            await("two squeezes", () -> m.balance().cpu() >= 2);
            assertThat(decisions.get(0))
                    .isEqualTo(new Decision(Decision.Kind.SQUEEZE, Resource.CPU, new Balance(1, 0), ""));
            assertThat(weight(lowest)).isLessThanOrEqualTo(expectedWeight(Tier.BEST_EFFORT.weight() >> 2));
            double dbBefore = seconds(db.cgroup());
            double lowestBefore = seconds(lowest);
            await("the upper tier ran for a while", () -> secondsOf(db.cgroup()) - dbBefore > 1.5);
            double ratio = (seconds(db.cgroup()) - dbBefore) / (seconds(lowest) - lowestBefore);
            assertThat(ratio).isGreaterThan(8); // 4:1 before, 16:1 or more now

            m.stop(db);
            await("all of it is given back", () -> m.balance().equals(Balance.EVEN));
            assertThat(decided(Decision.Kind.RELAX, Resource.CPU)).isTrue();
            assertThat(weight(lowest)).isEqualTo(expectedWeight(Tier.BEST_EFFORT.weight()));
        }
    }

    private static boolean hasPressure(Cgroup cg) throws LinuxException {
        return !cg.stats().pressure(Resource.CPU).equals(Pressure.UNKNOWN);
    }

    /** Keeps 30 MB in memory: the last line of an input that does not end. */
    private static JobSpec holding(String name, Tier tier) {
        String script = "(head -c 30000000 /dev/zero; sleep 1000) | tail -n 1";
        return JobSpec.of(name, tier, 0, 64 * MIB, "sh", "-c", script);
    }

    private static long limitOf(Cgroup cg) throws LinuxException {
        CgroupLimits limits = cg.limits();
        return (isV2() ? limits.memoryHigh() : limits.memoryMax()).orElseThrow();
    }

    @Test
    void memoryIsTakenStepByStepAndAtLastTheLargestJobIsEnded() throws Exception {
        try (ResourceManager m = manager(Policy.ofMemory(96 * MIB).withCalm(Duration.ofMinutes(1)))) {
            Cgroup lowest = m.tier(Tier.BEST_EFFORT);
            Job small = m.start(JobSpec.of("small", Tier.BEST_EFFORT, 0, 64 * MIB, "sleep", "1000"));
            Job large = m.start(holding("large", Tier.BEST_EFFORT));
            await("it has its memory", () -> memoryOf(large.cgroup()) > 28 * MIB);
            assertThat(limitOf(lowest)).isEqualTo(48 * MIB);
            m.pressed(Resource.MEMORY);
            assertThat(limitOf(lowest)).isEqualTo(40 * MIB);
            for (int i = 0; i < Balance.MOST && large.process().isAlive(); i++) m.pressed(Resource.MEMORY);
            assertThat(decisions).extracting(Decision::kind).endsWith(Decision.Kind.EVICT);
            assertThat(decisions.get(decisions.size() - 1).job()).isEqualTo("large");
            assertThat(large.process().isAlive()).isFalse();
            assertThat(small.process().isAlive()).isTrue();
            assertThat(memoryOf(lowest)).isLessThan(16 * MIB);
        }
    }

    @Test
    @Requires(Requirement.CGROUP2_MEMORY)
    void waitingForMemoryTakesItFromTheLowestTier() throws Exception {
        try (ResourceManager m = manager(Policy.ofMemory(96 * MIB))) {
            Cgroup lowest = m.tier(Tier.BEST_EFFORT);
            assumeTrue(hasPressure(lowest), "no pressure is accounted here");
            m.start(holding("cache", Tier.BEST_EFFORT));
            // what it allocates before this line is not counted against it, what comes then has to wait
            Job db = m.start(holding("db", Tier.GUARANTEED));
            db.cgroup().apply(CgroupLimits.NONE.memoryHigh(2 * MIB));
            await("a squeeze of memory", () -> decided(Decision.Kind.SQUEEZE, Resource.MEMORY));
            assertThat(limitOf(lowest)).isLessThan(48 * MIB);
            assertThat(db.process().isAlive()).isTrue();
        }
    }

    private static long memoryOf(Cgroup cg) {
        try {
            return cg.memory().current().orElseThrow();
        } catch (LinuxException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aJobThatCannotStartLeavesNothing() throws Exception {
        try (ResourceManager m = manager(POLICY)) {
            JobSpec bad = JobSpec.of("bad", Tier.BURSTABLE, 0, MIB, "/no/such/program");
            assertThatThrownBy(() -> m.start(bad))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("ENOENT");
            assertThat(m.jobs()).isEmpty();
            assertThat(m.tier(Tier.BURSTABLE).tree().children()).isEmpty();
        }
    }
}
