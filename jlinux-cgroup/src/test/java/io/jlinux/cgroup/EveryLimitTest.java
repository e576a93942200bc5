package io.jlinux.cgroup;

import static io.jlinux.cgroup.CgroupLimits.NONE;
import static io.jlinux.cgroup.CgroupLimits.UNLIMITED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every limit as a value: what it becomes on both versions, and which values are refused. No kernel is asked. */
@Tag("pure")
class EveryLimitTest {
    private static final BlockDevice DISK = new BlockDevice(8, 16);

    @Test
    void eachBecomesItsFileOfV2() {
        CgroupLimits limits = NONE.memorySwapHigh(4096)
                .memoryZswapMax(0)
                .memoryOomGroup(true)
                .cpuNice(-5)
                .cpuMaxBurst(Duration.ofMillis(20))
                .cpuUclampMin(12.5)
                .cpuUclampMax(100)
                .cpusetCpusExclusive("1")
                .cpusetPartition(CpusetPartition.ISOLATED)
                .ioWeight(DISK, 20)
                .ioBfqWeight(30)
                .ioMax(DISK, IoMax.NONE.readBytes(1 << 20).writeOps(UNLIMITED))
                .ioLatency(DISK, Duration.ofMillis(75))
                .hugetlbMax("2MB", 4 << 20)
                .hugetlbReservedMax("1GB", UNLIMITED)
                .rdmaMax("mlx5_0", new RdmaMax(2, UNLIMITED))
                .miscMax("sev", 3)
                .dmemMax("drm/0000:03:00.0/vram0", 1 << 20)
                .dmemLow("drm/0000:03:00.0/vram0", 4096)
                .dmemMin("drm/0000:03:00.0/vram0", 0)
                .maxDepth(2)
                .maxDescendants(UNLIMITED)
                .pressureAccounting(false);
        assertThat(text(limits.v2Writes()))
                .containsExactly(
                        "cpuset.cpus.exclusive=1",
                        "cpuset.cpus.partition=isolated",
                        "cpu.weight.nice=-5",
                        "cpu.max.burst=20000",
                        "cpu.uclamp.min=12.50",
                        "cpu.uclamp.max=100.00",
                        "memory.swap.high=4096",
                        "memory.zswap.max=0",
                        "memory.oom.group=1",
                        "io.weight=8:16 20",
                        "io.bfq.weight=default 30",
                        "io.max=8:16 rbps=1048576 wiops=max",
                        "io.latency=8:16 target=75000",
                        "hugetlb.2MB.max=4194304",
                        "hugetlb.1GB.rsvd.max=max",
                        "rdma.max=mlx5_0 hca_handle=2 hca_object=max",
                        "misc.max=sev 3",
                        "dmem.max=drm/0000:03:00.0/vram0 1048576",
                        "dmem.low=drm/0000:03:00.0/vram0 4096",
                        "dmem.min=drm/0000:03:00.0/vram0 0",
                        "cgroup.max.depth=2",
                        "cgroup.max.descendants=max",
                        "cgroup.pressure=0");
        assertThat(limits.value("io.max")).contains("8:16 rbps=1048576 wiops=max");
        assertThat(limits.value("memory.max")).isEmpty();
    }

    @Test
    void whatV1HasToo() throws LinuxException {
        CgroupLimits limits = NONE.cpuNice(0)
                .cpuMaxBurst(Duration.ofMillis(20))
                .cpuUclampMin(50)
                .ioWeight(DISK, 20)
                .ioMax(
                        DISK,
                        IoMax.NONE
                                .readBytes(100)
                                .writeBytes(UNLIMITED)
                                .readOps(3)
                                .writeOps(4))
                .hugetlbMax("2MB", UNLIMITED)
                .hugetlbReservedMax("2MB", 0)
                .rdmaMax("mlx5_0", new RdmaMax(2, 3))
                .netClass(0x10001)
                .netPriority("eth0", 5);
        assertThat(text(limits.v1Writes()))
                .containsExactly(
                        "cpu.shares=1024",
                        "cpu.cfs_burst_us=20000",
                        "cpu.uclamp.min=50.00",
                        "blkio.bfq.weight_device=8:16 20",
                        "blkio.throttle.read_bps_device=8:16 100",
                        "blkio.throttle.write_bps_device=8:16 0",
                        "blkio.throttle.read_iops_device=8:16 3",
                        "blkio.throttle.write_iops_device=8:16 4",
                        "hugetlb.2MB.limit_in_bytes=-1",
                        "hugetlb.2MB.rsvd.limit_in_bytes=0",
                        "rdma.max=mlx5_0 hca_handle=2 hca_object=3",
                        "net_cls.classid=65537",
                        "net_prio.ifpriomap=eth0 5");
    }

    @Test
    void whatV1CannotDoIsRefusedByItsName() {
        for (CgroupLimits limits : List.of(
                NONE.memorySwapHigh(1),
                NONE.memoryZswapMax(1),
                NONE.memoryOomGroup(true),
                NONE.ioLatency(DISK, Duration.ofMillis(1)),
                NONE.cpusetPartition(CpusetPartition.ROOT),
                NONE.cpusetCpusExclusive("0"),
                NONE.maxDepth(1))) {
            String file = limits.v2Writes().get(0).file();
            assertThatThrownBy(limits::v1Writes)
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EOPNOTSUPP))
                    .hasMessageContaining(file);
        }
    }

    @Test
    void weightsReplaceEachOtherAndIdleReplacesThemAll() {
        assertThat(NONE.cpuWeight(5).cpuNice(3)).isEqualTo(NONE.cpuNice(3));
        assertThat(NONE.cpuWeight(5).cpuIdle(true)).isEqualTo(NONE.cpuIdle(true));
        assertThat(NONE.cpuIdle(true).cpuShares(512)).isEqualTo(NONE.cpuShares(512));
        assertThat(text(NONE.cpuWeight(5).cpuIdle(false).v2Writes())).containsExactly("cpu.idle=0", "cpu.weight=5");
        assertThat(NONE.cpuNice(3).and(NONE.cpuWeight(5))).isEqualTo(NONE.cpuWeight(5));
    }

    @Test
    void valuesOutOfRangeAreRefused() {
        refused(() -> NONE.cpuNice(20));
        refused(() -> NONE.cpuUclampMax(100.1));
        refused(() -> NONE.cpuUclampMin(Double.NaN));
        refused(() -> NONE.cpuMaxBurst(Duration.ofMillis(-1)));
        refused(() -> NONE.ioMax(DISK, IoMax.NONE));
        refused(() -> IoMax.NONE.readBytes(0));
        refused(() -> IoMax.NONE.writeOps(1L << 32));
        refused(() -> NONE.ioBfqWeight(1001));
        refused(() -> NONE.hugetlbMax("2M", 1));
        refused(() -> NONE.hugetlbMax("2MB", -1));
        refused(() -> NONE.rdmaMax("a b", new RdmaMax(1, 1)));
        refused(() -> new RdmaMax(-1, 0));
        refused(() -> NONE.miscMax("", 1));
        refused(() -> NONE.maxDepth(-1));
        refused(() -> NONE.netClass(1L << 32));
        refused(() -> NONE.netPriority("eth0\n", 1));
        refused(() -> BlockDevice.parse("8"));
        refused(() -> BlockDevice.parse("a:b"));
        refused(() -> new BlockDevice(-1, 0));
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call);
    }

    @Test
    void whatIsReadBackIsWhatWasWritten() {
        CgroupLimits all = NONE.memoryMax(UNLIMITED)
                .memoryOomGroup(true)
                .cpuMax(Duration.ofMillis(50), Duration.ofMillis(100))
                .cpuMaxBurst(Duration.ofMillis(20))
                .cpuUclampMin(12.5)
                .cpusetPartition(CpusetPartition.MEMBER)
                .ioLatency(DISK, Duration.ofMillis(75))
                .rdmaMax("mlx5_0", new RdmaMax(2, UNLIMITED))
                .miscMax("sev", 3)
                .pressureAccounting(true);
        assertThat(reread(all)).isEqualTo(all);
        LimitMap io = LimitReads.parse(
                LimitMap.EMPTY,
                Limit.IO_MAX,
                "",
                "8:16 rbps=1048576 wbps=max riops=max wiops=max\n8:0 rbps=5 wbps=6\n");
        assertThat(CgroupLimits.of(io))
                .isEqualTo(NONE.ioMax(
                                DISK,
                                IoMax.NONE
                                        .readBytes(1 << 20)
                                        .writeBytes(UNLIMITED)
                                        .readOps(UNLIMITED)
                                        .writeOps(UNLIMITED))
                        .ioMax(new BlockDevice(8, 0), IoMax.NONE.readBytes(5).writeBytes(6)));
        LimitMap weights = LimitReads.parse(LimitMap.EMPTY, Limit.IO_WEIGHT, "", "default 50\n8:16 20\n");
        assertThat(CgroupLimits.of(weights)).isEqualTo(NONE.ioWeight(50).ioWeight(DISK, 20));
        LimitMap invalid = LimitReads.parse(
                LimitMap.EMPTY, Limit.CPUSET_PARTITION, "", "root invalid (Cpu list in cpuset.cpus not exclusive)\n");
        assertThat(CgroupLimits.of(invalid)).isEqualTo(NONE.cpusetPartition(CpusetPartition.ROOT));
    }

    private static CgroupLimits reread(CgroupLimits limits) {
        LimitMap map = LimitMap.EMPTY;
        for (ControlWrite w : limits.v2Writes()) {
            for (Limit limit : Limit.values()) {
                if (limit.file("").equals(w.file()) && limit != Limit.CPU_SHARES) {
                    map = LimitReads.parse(map, limit, "", w.value() + "\n");
                }
            }
        }
        return CgroupLimits.of(map);
    }

    @Test
    void anUndoRestoresTheLineOfItsKeyOrTakesItAway() {
        ControlWrite write = new ControlWrite(Controller.IO, "io.max", "8:16 rbps=1");
        assertThat(LimitUndo.back(write, "8:0 rbps=2 wbps=max\n8:16 rbps=7 wbps=max\n"))
                .isEqualTo("8:16 rbps=7 wbps=max");
        assertThat(LimitUndo.back(write, "")).isEqualTo("8:16 rbps=max wbps=max riops=max wiops=max");
        ControlWrite weight = new ControlWrite(Controller.IO, "io.weight", "8:16 7");
        assertThat(LimitUndo.back(weight, "default 100\n")).isEqualTo("8:16 default");
        ControlWrite standard = new ControlWrite(Controller.IO, "io.weight", "default 7");
        assertThat(LimitUndo.back(standard, "default 100\n")).isEqualTo("default 100");
        ControlWrite v1 = new ControlWrite(Controller.IO, "blkio.throttle.read_bps_device", "8:16 7");
        assertThat(LimitUndo.back(v1, "")).isEqualTo("8:16 0");
        ControlWrite partition = new ControlWrite(Controller.CPUSET, "cpuset.cpus.partition", "root");
        assertThat(LimitUndo.back(partition, "member\n")).isEqualTo("member");
    }

    @Test
    void sharesBecomeWeightsAndBack() {
        for (long weight = 1; weight <= 10_000; weight++) {
            assertThat(CpuShares.toWeightByRatio(CpuShares.ofWeight(weight))).isEqualTo(weight);
        }
        assertThat(CpuShares.toWeightByRatio(1024)).isEqualTo(100);
        assertThat(CpuShares.toWeightByRatio(2)).isEqualTo(1);
        assertThat(CpuShares.toWeightByRatio(262_144)).isEqualTo(10_000);
        assertThat(CpuShares.ofNice(0)).isEqualTo(1024);
        assertThat(CpuShares.ofNice(-20)).isEqualTo(88761);
        assertThat(CpuShares.ofNice(19)).isEqualTo(15);
    }

    @Test
    void bfqWeightsComeBackAsNearAsTheyCan() {
        for (long weight = 1; weight <= 10_000; weight++) {
            long back = V1LimitWrites.ofBfqWeight(V1LimitWrites.bfqWeight(weight));
            assertThat(back).isBetween(weight - 11, weight);
        }
    }

    @Test
    void itsTextNamesTheKey() {
        assertThat(NONE.ioMax(DISK, IoMax.NONE.readBytes(1024))
                        .hugetlbMax("2MB", 4 << 20)
                        .cpuMaxBurst(Duration.ofMillis(2))
                        .memoryOomGroup(true))
                .hasToString("cpu.max.burst=2ms hugetlb.2MB.max=4MiB io.max[8:16]=rbps=1024 memory.oom.group=1");
    }

    @Test
    void aNodeThatIsNoBlockDeviceIsRefused() {
        assertThatThrownBy(() -> BlockDevice.of(Path.of("/dev/null")))
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOTBLK));
        assertThatThrownBy(() -> BlockDevice.of(Path.of("/dev/jlinux-nothing")))
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT));
        assertThat(HugePages.name(2048)).isEqualTo("2MB");
        assertThat(HugePages.name(64)).isEqualTo("64KB");
        assertThat(HugePages.name(1 << 20)).isEqualTo("1GB");
        assertThat(HugePages.isNoLimit("2MB", 0x7fff_ffff_ffe0_0000L)).isTrue();
        assertThat(HugePages.isNoLimit("1GB", 0x7fff_ffff_c000_0000L)).isTrue();
        assertThat(HugePages.isNoLimit("64KB", 0x7fff_ffff_ffff_0000L)).isTrue();
        assertThat(HugePages.isNoLimit("2MB", 1L << 40)).isFalse();
    }

    private static List<String> text(List<ControlWrite> writes) {
        return writes.stream().map(ControlWrite::toString).toList();
    }
}
