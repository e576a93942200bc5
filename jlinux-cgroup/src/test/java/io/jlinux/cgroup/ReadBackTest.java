package io.jlinux.cgroup;

import static io.jlinux.cgroup.CgroupLimits.NONE;
import static io.jlinux.testkit.Requirement.CGROUP1_CPU;
import static io.jlinux.testkit.Requirement.CGROUP1_MEMORY;
import static io.jlinux.testkit.Requirement.CGROUP1_PIDS;
import static io.jlinux.testkit.Requirement.CGROUP2_CPU;
import static io.jlinux.testkit.Requirement.CGROUP2_CPUSET;
import static io.jlinux.testkit.Requirement.CGROUP2_IO;
import static io.jlinux.testkit.Requirement.CGROUP2_MEMORY;
import static io.jlinux.testkit.Requirement.CGROUP_WRITABLE;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Limits of real cgroups, read back as they were set. */
@NoLeaks
class ReadBackTest {
    private static final long MIB = 1 << 20;
    private static final CgroupLimits BOTH = NONE.memoryMax(64 * MIB)
            .memoryLow(8 * MIB)
            .pidsMax(20)
            .cpuMax(Duration.ofMillis(50), Duration.ofMillis(100))
            .cpuShares(512);
    private final String name = Hosts.name();

    @BeforeAll
    static void openHome() throws LinuxException {
        CgroupHost.current().home();
    }

    @Test
    @Requires({CGROUP_WRITABLE, CGROUP1_MEMORY, CGROUP1_PIDS, CGROUP1_CPU})
    void onV1TheyHaveTheMeaningOfV2() throws Exception {
        try (Cgroup cg = Cgroup.create(name, BOTH.memorySwapMax(16 * MIB))) {
            CgroupLimits is = cg.limits();
            assertThat(is.and(BOTH.memorySwapMax(16 * MIB))).isEqualTo(is);
            cg.apply(NONE.cpuWeight(200).memoryMax(CgroupLimits.UNLIMITED));
            assertThat(cg.limits().cpuShares()).hasValue(2048);
            assertThat(cg.limits().memoryMax()).hasValue(CgroupLimits.UNLIMITED);
        }
    }

    @Test
    @Requires({CGROUP2_MEMORY, CGROUP2_CPU, CGROUP_WRITABLE})
    void onV2TheyAreWhatWasSet() throws Exception {
        CgroupLimits limits = NONE.memoryMax(64 * MIB)
                .memoryHigh(48 * MIB)
                .memoryLow(8 * MIB)
                .memoryMin(4 * MIB)
                .memorySwapMax(16 * MIB)
                .memorySwapHigh(8 * MIB)
                .memoryOomGroup(true)
                .pidsMax(20)
                .cpuMax(Duration.ofMillis(50), Duration.ofMillis(100))
                .cpuMaxBurst(Duration.ofMillis(20))
                .cpuWeight(250)
                .maxDepth(3)
                .maxDescendants(10);
        try (Cgroup cg = Cgroup.create(name, limits)) {
            CgroupLimits is = cg.limits();
            assertThat(is.and(limits)).isEqualTo(is);
            assertThat(is.value("memory.oom.group")).contains("1");
            cg.apply(NONE.cpuIdle(true));
            assertThat(cg.limits().and(NONE.cpuIdle(true))).isEqualTo(cg.limits());
            cg.apply(NONE.cpuIdle(false).cpuNice(-5));
            assertThat(cg.read("cpu.weight.nice")).contains("-5\n");
            cg.apply(NONE.cpuMax(Duration.ofMillis(10), Duration.ofMillis(100)).cpuMaxBurst(Duration.ofMillis(5)));
            assertThat(cg.read("cpu.max.burst")).contains("5000\n");
            assertThat(cg.reclaimMemory(4096)).as("it has none").isFalse();
        }
    }

    @Test
    @Requires({ROOT, CGROUP2_MEMORY})
    void memoryIsTakenBack() throws Exception {
        try (LoopDisk disk = LoopDisk.create();
                // what was read of a disk is forgotten when the last one closes it
                InputStream open = Files.newInputStream(Path.of(disk.device()));
                Cgroup cg = Cgroup.create(name)) {
            try (Gated reader = Gated.in(cg, "cat " + disk.device() + " >/dev/null")) {
                assertThat(reader.go().await()).isZero();
            }
            long before = cg.memory().current().orElseThrow();
            assertThat(before).isGreaterThan(16 * MIB);
            assertThat(cg.reclaimMemory(8 * MIB)).isTrue();
            assertThat(cg.memory().current().orElseThrow()).isLessThan(before - 4 * MIB);
            assertThat(cg.reclaimMemory(1L << 30)).as("more than there is").isFalse();
            assertThat(open).isNotNull();
        }
    }

    @Test
    @Requires({ROOT, CGROUP2_IO, CGROUP2_CPUSET})
    void ioAndCpusetsAreReadBackToo() throws Exception {
        try (LoopDisk disk = LoopDisk.create();
                Cgroup cg = Cgroup.create(name, NONE.cpusetCpus("0").cpusetMems("0"), Set.of(Controller.IO))) {
            assertThat(cg.limits().cpusetCpus()).contains("0");
            BlockDevice loop = BlockDevice.of(Path.of(disk.device()));
            IoMax max =
                    IoMax.NONE.readBytes(MIB).writeBytes(2 * MIB).readOps(100).writeOps(CgroupLimits.UNLIMITED);
            cg.apply(NONE.ioMax(loop, max));
            assertThat(cg.limits().and(NONE.ioMax(loop, max))).isEqualTo(cg.limits());
            CgroupLimits bad = NONE.ioMax(loop, IoMax.NONE.readBytes(5)).cpusetCpus("99999");
            assertThatThrownBy(() -> cg.apply(bad)).isInstanceOf(LinuxException.class);
            assertThat(cg.limits().and(NONE.ioMax(loop, max))).isEqualTo(cg.limits());
        }
    }

    @Test
    @Requires({ROOT, CGROUP1_MEMORY, CGROUP1_PIDS, CGROUP1_CPU})
    void onV1ThrottlesAndCpusetsAreReadBackToo() throws Exception {
        Set<Controller> both = Set.of(Controller.IO, Controller.CPUSET);
        try (LoopDisk disk = LoopDisk.create();
                Cgroup cg = Cgroup.create(name, NONE.cpusetCpus("0").cpusetMems("0"), both)) {
            BlockDevice loop = BlockDevice.of(Path.of(disk.device()));
            IoMax max = IoMax.NONE.readBytes(MIB).writeBytes(2 * MIB).readOps(100);
            cg.apply(NONE.ioMax(loop, max));
            assertThat(cg.limits().and(NONE.ioMax(loop, max))).isEqualTo(cg.limits());
            assertThat(cg.limits().cpusetCpus()).contains("0");
            CgroupLimits bad = NONE.ioMax(loop, IoMax.NONE.readBytes(5)).ioMax(new BlockDevice(4000, 1), max);
            assertThatThrownBy(() -> cg.apply(bad)).isInstanceOf(LinuxException.class);
            assertThat(cg.limits().and(NONE.ioMax(loop, max))).isEqualTo(cg.limits());
            cg.apply(NONE.ioMax(loop, IoMax.NONE.readBytes(CgroupLimits.UNLIMITED)));
            assertThat(cg.read("blkio.throttle.read_bps_device").orElseThrow()).doesNotContain(loop + " ");
        }
    }

    /** Here hugetlb is on v2 beside controllers on v1: each is used where it lives. */
    @Test
    @Requires(ROOT)
    void hugePagesAreLimitedWhereverTheirControllerIs() throws Exception {
        CgroupHost host = CgroupHost.current();
        assumeTrue(host.hierarchy(Controller.HUGETLB).isPresent(), "no hugetlb");
        CgroupLimits limits = NONE.hugetlbMax("2MB", 4 * MIB).hugetlbReservedMax("2MB", 8 * MIB);
        try (Cgroup cg = Cgroup.create(name, limits, Set.of())) {
            assertThat(cg.limits().and(limits)).isEqualTo(cg.limits());
            assertThat(cg.stats().hugetlb("2MB").current()).hasValue(0);
            assertThat(cg.stats().hugetlb("2MB").reserved()).hasValue(0);
            assertThat(cg.stats().hugetlb("2MB").maxEvents()).hasValue(0);
            cg.apply(NONE.hugetlbMax("2MB", CgroupLimits.UNLIMITED));
            assertThat(cg.limits().value("hugetlb.2MB.max")).contains("max");
        }
    }

    @Test
    @Requires({ROOT, CGROUP2_CPUSET})
    void aPartitionThatTheKernelCallsInvalidIsAnError() throws Exception {
        try (Cgroup outer = Cgroup.create(name, NONE, Set.of(Controller.CPUSET));
                Cgroup inner = outer.createChild("x", NONE.cpusetCpus("0"), Set.of(Controller.CPUSET))) {
            assertThatThrownBy(() -> inner.apply(NONE.cpusetPartition(CpusetPartition.ROOT)))
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL));
            assertThat(inner.read("cpuset.cpus.partition")).contains("member\n");
        }
    }

    @Test
    @Requires(ROOT)
    void aControllerThatTheHostLacksIsNamedBeforeAnythingIsMade() throws Exception {
        CgroupHost host = CgroupHost.current();
        boolean rdma = host.hierarchy(Controller.RDMA).isPresent(); // a v2 host has it, and never what is v1's alone
        CgroupLimits limits = rdma ? NONE.netClass(1) : NONE.rdmaMax("mlx5_0", new RdmaMax(1, 1));
        assertThatThrownBy(() -> Cgroup.create(name, limits))
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT))
                .hasMessageContaining("controller '" + (rdma ? "net_cls" : "rdma") + "'");
        assertThat(host.home().tree().children()).doesNotContain(name);
    }
}
