package io.jlinux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.cgroup.stat.CpuStat;
import io.jlinux.cgroup.stat.MemoryStat;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Limits that were set really limit. Subclasses say on which kind of host. */
@NoLeaks
abstract class LimitsHold {
    private static final CgroupLimits NONE = CgroupLimits.NONE;
    private static final long MIB = 1 << 20;
    private static final Duration PERIOD = Duration.ofMillis(100);

    private final String name = Hosts.name();

    /** Where the cgroups are made; kept open by the host. */
    abstract Cgroup parent() throws LinuxException;

    @BeforeEach
    void openParent() throws LinuxException {
        parent();
    }

    private Cgroup create(CgroupLimits limits) throws LinuxException {
        return parent().createChild(name, limits);
    }

    @Test
    void aProcessThatAllocatesPast100MegabytesIsKilledAndCounted() throws Exception {
        try (Cgroup cg = create(NONE.memoryMax(100 * MIB).memorySwapMax(0))) {
            assertThat(cg.memory().oomKill()).hasValue(0);
            assertThat(cg.memory().max()).hasValue(100 * MIB);
            try (Gated p = Gated.in(cg, "exec tail /dev/zero").go()) { // keeps its last line, which never ends
                assertThat(p.await()).isEqualTo(137);
            }
            MemoryStat memory = cg.memory();
            assertThat(memory.oomKill().orElseThrow()).isPositive();
            assertThat(memory.maxEvents()).isPresent(); // v1 does not count where the sum with swap is hit first
            assertThat(memory.current().orElseThrow()).isLessThanOrEqualTo(100 * MIB);
            if (memory.peak().isPresent()) assertThat(memory.peak().getAsLong()).isBetween(90 * MIB, 100 * MIB);
        }
    }

    @Test
    void whatStaysBelowTheLimitRuns() throws Exception {
        try (Cgroup cg = create(NONE.memoryMax(100 * MIB));
                Gated p = Gated.in(cg, "head -c 20000000 /dev/zero | tail -n 1 | wc -c")
                        .go()) {
            assertThat(p.output().strip()).isEqualTo("20000000");
            assertThat(cg.memory().oomKill()).hasValue(0);
        }
    }

    @Test
    void aForkBombStopsAtPidsMax() throws Exception {
        try (Cgroup cg = create(NONE.pidsMax(16))) {
            try (Gated p = Gated.in(
                            cg, "for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do sleep 60 & done")
                    .go()) {
                p.await(); // the shell gives up at the first fork that fails, its children live on
                assertThat(cg.pids().current().orElseThrow()).isBetween(10L, 16L);
                assertThat(cg.pids().maxEvents().orElseThrow()).isPositive();
                assertThat(cg.pids().max()).hasValue(16);
            }
        }
    }

    @Test
    void theQuotaThrottles() throws Exception {
        try (Cgroup cg = create(NONE.cpuMax(Duration.ofMillis(10), PERIOD));
                Gated p = Gated.in(cg, "while :; do :; done").go()) {
            assertThat(p.isAlive()).isTrue();
            CpuStat before = cg.cpu();
            Thread.sleep(1000);
            CpuStat after = cg.cpu();
            Duration used = after.usage().orElseThrow().minus(before.usage().orElseThrow());
            assertThat(used).isBetween(Duration.ofMillis(30), Duration.ofMillis(400)); // 100 ms, and a loaded machine
            assertThat(after.nrThrottled().orElseThrow()).isPositive();
            assertThat(after.nrPeriods().orElseThrow()).isPositive();
            assertThat(after.throttled().orElseThrow()).isPositive();
            assertThat(after.user()).isPresent();
        }
    }

    @Test
    void limitsCanBeChangedAndTakenOff() throws Exception {
        try (Cgroup cg = create(NONE)) {
            assertThat(cg.memory().max()).isEmpty();
            assertThat(cg.pids().max()).isEmpty();
            cg.setMemoryMax(64 * MIB);
            cg.setPidsMax(10);
            cg.setCpuMax(Duration.ofMillis(50), PERIOD);
            cg.setCpuWeight(200);
            assertThat(cg.memory().max()).hasValue(64 * MIB);
            assertThat(cg.pids().max()).hasValue(10);
            cg.setMemoryMax(CgroupLimits.UNLIMITED);
            cg.setPidsMax(CgroupLimits.UNLIMITED);
            cg.setCpuMax(CpuMax.UNLIMITED);
            assertThat(cg.memory().max()).isEmpty();
            assertThat(cg.pids().max()).isEmpty();
        }
    }

    @Test
    void swapKeepsItsLimitWhenThatOfTheMemoryMoves() throws Exception {
        try (Cgroup cg = create(NONE.memoryMax(64 * MIB).memorySwapMax(16 * MIB))) {
            assertThat(cg.memory().swapMax()).hasValue(16 * MIB);
            cg.setMemoryMax(256 * MIB);
            assertThat(cg.memory().max()).hasValue(256 * MIB);
            assertThat(cg.memory().swapMax()).hasValue(16 * MIB);
            cg.setMemoryMax(32 * MIB);
            assertThat(cg.memory().max()).hasValue(32 * MIB);
            assertThat(cg.memory().swapMax()).hasValue(16 * MIB);
            cg.apply(NONE.memoryMax(128 * MIB).memorySwapMax(0));
            assertThat(cg.memory().max()).hasValue(128 * MIB);
            assertThat(cg.memory().swapMax()).hasValue(0);
        }
    }

    @Test
    void applyChangesAllThatIsSetAndNothingElse() throws Exception {
        try (Cgroup cg = create(NONE.memoryMax(64 * MIB).pidsMax(10))) {
            cg.apply(NONE.pidsMax(20).cpuMax(Duration.ofMillis(20), Duration.ofMillis(50)));
            assertThat(cg.memory().max()).hasValue(64 * MIB);
            assertThat(cg.pids().max()).hasValue(20);
        }
    }

    @Test
    void applyThatFailsHalfWayPutsBackWhatWasThere() throws Exception {
        try (Cgroup cg = create(NONE.memoryMax(64 * MIB).pidsMax(10).cpusetCpus("0"))) {
            CgroupLimits bad =
                    NONE.memoryMax(32 * MIB).memorySwapMax(0).pidsMax(20).cpusetCpus("99999");
            assertThatThrownBy(() -> cg.apply(bad))
                    .isInstanceOf(LinuxException.class)
                    .hasMessageContaining("cpuset.cpus");
            assertThat(cg.memory().max()).hasValue(64 * MIB);
            assertThat(cg.memory().swapMax()).isEmpty();
            assertThat(cg.pids().max()).hasValue(10);
            assertThat(cg.read("cpuset.cpus").orElseThrow().strip()).isEqualTo("0");
        }
    }

    @Test
    void aCpusetTakesProcesses() throws Exception {
        try (Cgroup cg = parent().createChild(name, NONE.cpusetCpus("0"), Set.of(Controller.CPUSET));
                Gated p =
                        Gated.in(cg, "grep Cpus_allowed_list /proc/self/status").go()) {
            assertThat(p.output().strip()).endsWith("\t0");
        }
    }

    @Test
    void nestedOnesAreLimitedByWhatIsAbove() throws Exception {
        try (Cgroup outer = create(NONE.memoryMax(64 * MIB).pidsMax(50));
                Cgroup inner = outer.createChild("inner", NONE.memoryMax(1024 * MIB))) {
            try (Gated p = Gated.in(inner, "exec tail /dev/zero").go()) {
                assertThat(p.await()).isEqualTo(137);
            }
            assertThat(inner.memory().oomKill().orElseThrow()).isPositive();
        }
    }
}
