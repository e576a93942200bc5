package io.jlinux.cgroup;

import static io.jlinux.cgroup.CgroupLimits.UNLIMITED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class CgroupLimitsTest {
    private static final CgroupLimits NONE = CgroupLimits.NONE;

    @Test
    void anUnsetLimitIsNoWrite() throws LinuxException {
        assertThat(NONE.isEmpty()).isTrue();
        assertThat(NONE.memoryMax()).isEmpty();
        assertThat(NONE.v2Writes()).isEmpty();
        assertThat(NONE.v1Writes()).isEmpty();
        assertThat(NONE.controllers()).isEmpty();
    }

    @Test
    void unlimitedIsAWriteAndNotUnset() throws LinuxException {
        CgroupLimits limits = NONE.memoryMax(UNLIMITED).pidsMax(UNLIMITED).cpuMax(CpuMax.UNLIMITED);
        assertThat(text(limits.v2Writes())).containsExactly("cpu.max=max 100000", "memory.max=max", "pids.max=max");
        assertThat(text(limits.v1Writes()))
                .containsExactly(
                        "cpu.cfs_period_us=100000", "cpu.cfs_quota_us=-1", "memory.limit_in_bytes=-1", "pids.max=max");
    }

    @Test
    void onlyThoseOfSomeControllers() {
        CgroupLimits limits = NONE.memoryMax(4096).pidsMax(3).unified("memory.high", "1");
        assertThat(limits.only(Set.of(Controller.PIDS))).isEqualTo(NONE.pidsMax(3));
        assertThat(limits.only(Set.of(Controller.MEMORY)))
                .isEqualTo(NONE.memoryMax(4096).unified("memory.high", "1"));
        assertThat(limits.only(Set.of())).isEqualTo(NONE);
    }

    @Test
    void everyLimitBecomesItsFileOfV2() {
        CgroupLimits limits = NONE.memoryMax(256L << 20)
                .memoryHigh(200L << 20)
                .memoryLow(1 << 20)
                .memoryMin(4096)
                .memorySwapMax(0)
                .pidsMax(64)
                .cpuMax(Duration.ofMillis(50), Duration.ofMillis(100))
                .cpuWeight(200)
                .cpusetCpus("0-1,3")
                .cpusetMems("0")
                .ioWeight(50)
                .unified("memory.oom.group", "1");
        assertThat(text(limits.v2Writes()))
                .containsExactly(
                        "cpuset.cpus=0-1,3",
                        "cpuset.mems=0",
                        "cpu.weight=200",
                        "cpu.max=50000 100000",
                        "memory.max=268435456",
                        "memory.high=209715200",
                        "memory.low=1048576",
                        "memory.min=4096",
                        "memory.swap.max=0",
                        "io.weight=default 50",
                        "pids.max=64",
                        "memory.oom.group=1");
        assertThat(limits.controllers())
                .isEqualTo(
                        Set.of(Controller.MEMORY, Controller.PIDS, Controller.CPU, Controller.CPUSET, Controller.IO));
    }

    @Test
    void v1LimitsMemoryAndSwapTogether() throws LinuxException {
        assertThat(text(NONE.memorySwapMax(50).memoryMax(100).v1Writes()))
                .containsExactly("memory.limit_in_bytes=100", "memory.memsw.limit_in_bytes=150");
        assertThat(text(NONE.memorySwapMax(UNLIMITED).memoryMax(100).v1Writes()))
                .containsExactly("memory.limit_in_bytes=100", "memory.memsw.limit_in_bytes=-1");
        assertUnsupported(NONE.memorySwapMax(50), "memory.swap.max", "set memoryMax as well");
        assertUnsupported(NONE.memorySwapMax(50).memoryMax(UNLIMITED), "memory.swap.max", "unlimited");
    }

    @Test
    void otherLimitsAreConvertedForV1() throws LinuxException {
        CgroupLimits limits = NONE.cpuWeight(200)
                .cpuMax(Duration.ofMillis(150), Duration.ofMillis(100))
                .memoryLow(4096)
                .cpusetCpus("0")
                .ioWeight(10000)
                .pidsMax(8);
        assertThat(text(limits.v1Writes()))
                .containsExactly(
                        "cpuset.cpus=0",
                        "cpu.shares=2048",
                        "cpu.cfs_period_us=100000",
                        "cpu.cfs_quota_us=150000",
                        "memory.soft_limit_in_bytes=4096",
                        "blkio.bfq.weight=1000",
                        "pids.max=8");
    }

    @Test
    void whatV1CannotDoIsRefusedByName() {
        assertUnsupported(NONE.memoryHigh(4096), "memory.high", "");
        assertUnsupported(NONE.memoryMin(4096), "memory.min", "");
        assertUnsupported(NONE.unified("memory.oom.group", "1"), "memory.oom.group", "a file of v2");
    }

    private static void assertUnsupported(CgroupLimits limits, String file, String why) {
        assertThatThrownBy(limits::v1Writes).isInstanceOfSatisfying(LinuxException.class, e -> {
            assertThat(e.errno()).isEqualTo(Errno.EOPNOTSUPP);
            assertThat(e)
                    .hasMessageContaining(file)
                    .hasMessageContaining("cgroup v1")
                    .hasMessageContaining(why);
        });
    }

    @Test
    void sharesAndWeightReplaceEachOther() throws LinuxException {
        CgroupLimits shares = NONE.cpuWeight(50).cpuShares(1024);
        assertThat(text(shares.v2Writes())).containsExactly("cpu.weight=100");
        assertThat(text(shares.v1Writes())).containsExactly("cpu.shares=1024");
        assertThat(shares.cpuWeight()).isEmpty();
        assertThat(text(shares.cpuWeight(50).v2Writes())).containsExactly("cpu.weight=50");
        assertThat(text(NONE.cpuWeight(50).and(NONE.cpuShares(512)).v1Writes())).containsExactly("cpu.shares=512");
    }

    @Test
    void processorsAreAQuotaOf100Milliseconds() {
        assertThat(NONE.cpus(1.5).cpuMax()).contains(CpuMax.of(Duration.ofMillis(150), Duration.ofMillis(100)));
        assertThatIllegalArgumentException().isThrownBy(() -> NONE.cpus(0));
        assertThatIllegalArgumentException().isThrownBy(() -> NONE.cpus(Double.NaN));
    }

    @Test
    void valuesOutOfRangeAreRefusedAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NONE.memoryMax(-1))
                .withMessageContaining("UNLIMITED");
        assertThatIllegalArgumentException().isThrownBy(() -> NONE.pidsMax(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> NONE.pidsMax(1L << 40));
        assertThatIllegalArgumentException().isThrownBy(() -> NONE.cpuWeight(0));
        assertThatIllegalArgumentException().isThrownBy(() -> NONE.cpuWeight(10_001));
        assertThatIllegalArgumentException().isThrownBy(() -> NONE.cpuShares(1));
        assertThatIllegalArgumentException().isThrownBy(() -> NONE.ioWeight(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NONE.cpuMax(Duration.ofNanos(999_999), Duration.ofMillis(100)));
        assertThatIllegalArgumentException().isThrownBy(() -> NONE.cpuMax(Duration.ofMillis(5), Duration.ofSeconds(2)));
        for (String list : List.of("", "a", "3-1", "0,", "-1", "0-", "0 1", "0\n")) {
            assertThatIllegalArgumentException().as(list).isThrownBy(() -> NONE.cpusetCpus(list));
        }
    }

    @Test
    void rawFilesAreCheckedToBeFileNames() {
        for (String file : List.of("", "memory", "../memory.max", "memory/x.y", "nosuch.max", "Memory.max", "a b.c")) {
            assertThatIllegalArgumentException().as(file).isThrownBy(() -> NONE.unified(file, "1"));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> NONE.unified("memory.max", "1\0"));
    }

    @Test
    void itIsAValue() {
        CgroupLimits a = NONE.memoryMax(1).pidsMax(2);
        CgroupLimits b = NONE.pidsMax(2).memoryMax(1);
        assertThat(a).isEqualTo(b).hasSameHashCodeAs(b).isNotEqualTo(b.pidsMax(3));
        assertThat(NONE.memoryMax()).isEmpty();
    }

    @Test
    void theOtherLimitsWinWhereBothAreSet() {
        CgroupLimits both = NONE.memoryMax(1).pidsMax(2).and(NONE.pidsMax(3).unified("memory.oom.group", "1"));
        assertThat(both).isEqualTo(NONE.memoryMax(1).pidsMax(3).unified("memory.oom.group", "1"));
    }

    @Test
    void itsTextIsInUnits() {
        assertThat(NONE.memoryMax(256L << 20)
                        .memorySwapMax(UNLIMITED)
                        .pidsMax(64)
                        .cpuMax(Duration.ofMillis(50), Duration.ofMillis(100)))
                .hasToString("cpu.max=50ms/100ms memory.max=256MiB memory.swap.max=max pids.max=64");
        assertThat(NONE).hasToString("unset");
        assertThat(NONE.memoryMax(4097)).hasToString("memory.max=4097");
    }

    private static List<String> text(List<ControlWrite> writes) {
        return writes.stream().map(ControlWrite::toString).toList();
    }
}
