package io.jlinux.cgroup;

import io.jlinux.sys.LinuxException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The limits of a cgroup, as an immutable value: {@code CgroupLimits.NONE.memoryMax(256L << 20).pidsMax(64)}.
 *
 * <p>A limit that was not given is unset: the kernel's value stays as it is. That is not the same as {@link #UNLIMITED},
 * which takes a limit off. Every limit has the meaning of cgroup v2, amounts of memory are bytes (the kernel rounds down
 * to whole pages). Values are checked here, not by the kernel at the time of the write: each wither throws {@link
 * IllegalArgumentException} for one out of range.
 *
 * <p>What the limits become is a pure function: {@link #v2Writes()}, {@link #v1Writes()}.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">Control Group v2</a>
 */
public final class CgroupLimits {
    /** No limit: {@code max}. For amounts of memory and {@link #pidsMax}. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** Nothing set. */
    public static final CgroupLimits NONE = new CgroupLimits(LimitMap.EMPTY);

    private static final Pattern FILE = Pattern.compile("[a-z0-9_]+(\\.[A-Za-z0-9_]+)+");

    private final LimitMap map;

    private CgroupLimits(LimitMap map) {
        this.map = map;
    }

    private CgroupLimits with(Limit limit, Object value) {
        return with(limit, "", value);
    }

    private CgroupLimits with(Limit limit, String key, Object value) {
        return new CgroupLimits(map.with(limit, key, value));
    }

    /** {@code memory.max}: the hard limit; beyond it, processes are OOM-killed. */
    public CgroupLimits memoryMax(long bytes) {
        return with(Limit.MEMORY_MAX, LimitRange.atLeastZero("memoryMax", bytes));
    }

    /** {@code memory.high}: above it, processes are slowed down and made to reclaim, never killed. v2 only. */
    public CgroupLimits memoryHigh(long bytes) {
        return with(Limit.MEMORY_HIGH, LimitRange.atLeastZero("memoryHigh", bytes));
    }

    /** {@code memory.low}: memory below it is reclaimed only when nothing else can be. */
    public CgroupLimits memoryLow(long bytes) {
        return with(Limit.MEMORY_LOW, LimitRange.atLeastZero("memoryLow", bytes));
    }

    /** {@code memory.min}: memory below it is never reclaimed. v2 only. */
    public CgroupLimits memoryMin(long bytes) {
        return with(Limit.MEMORY_MIN, LimitRange.atLeastZero("memoryMin", bytes));
    }

    /**
     * {@code memory.swap.max}: the hard limit of swap, without the memory. On v1, which limits the sum of both, {@link
     * #memoryMax} must be set as well.
     */
    public CgroupLimits memorySwapMax(long bytes) {
        return with(Limit.MEMORY_SWAP_MAX, LimitRange.atLeastZero("memorySwapMax", bytes));
    }

    /** {@code memory.swap.high}: swap beyond which processes are slowed down so far that they hardly go on. v2 only. */
    public CgroupLimits memorySwapHigh(long bytes) {
        return with(Limit.MEMORY_SWAP_HIGH, LimitRange.atLeastZero("memorySwapHigh", bytes));
    }

    /** {@code memory.zswap.max}: how much compressed swap is kept in memory (Linux 5.19). v2 only. */
    public CgroupLimits memoryZswapMax(long bytes) {
        return with(Limit.MEMORY_ZSWAP_MAX, LimitRange.atLeastZero("memoryZswapMax", bytes));
    }

    /** {@code memory.oom.group}: whether the OOM killer takes all processes of the cgroup together. v2 only. */
    public CgroupLimits memoryOomGroup(boolean together) {
        return with(Limit.MEMORY_OOM_GROUP, together);
    }

    /** {@code pids.max}: how many tasks (processes and threads) there may be; beyond it, fork fails with EAGAIN. */
    public CgroupLimits pidsMax(long tasks) {
        return with(Limit.PIDS_MAX, LimitRange.check("pidsMax", tasks, 0, 1L << 22));
    }

    /** {@code cpu.max}: {@code quota} (from 1 ms) of processor time in each {@code period} (1 ms to 1 s). */
    public CgroupLimits cpuMax(Duration quota, Duration period) {
        return cpuMax(CpuMax.of(quota, period));
    }

    public CgroupLimits cpuMax(CpuMax max) {
        return with(Limit.CPU_MAX, max);
    }

    /** {@link #cpuMax} as a number of processors, such as 1.5, in periods of 100 ms. */
    public CgroupLimits cpus(double processors) {
        if (!(processors >= 0.01 && processors <= 8192)) {
            throw new IllegalArgumentException("cpus is from 0.01 to 8192, not " + processors);
        }
        return cpuMax(Duration.ofNanos(Math.round(processors * 100_000) * 1000), CpuMax.DEFAULT_PERIOD);
    }

    /** {@code cpu.weight}, 1 to 10000, 100 by default: the share among siblings when processors are scarce. */
    public CgroupLimits cpuWeight(long weight) {
        return with(Limit.CPU_WEIGHT, LimitRange.finite("cpuWeight", weight, 1, 10_000));
    }

    /**
     * The same on the scale of v1, as OCI gives it: {@code cpu.shares}, 2 to 262144, 1024 by default. On v2 it becomes
     * {@link CpuShares#toWeight}. Replaces {@link #cpuWeight}, and the other way round.
     */
    public CgroupLimits cpuShares(long shares) {
        return with(Limit.CPU_SHARES, LimitRange.finite("cpuShares", shares, CpuShares.MIN, CpuShares.MAX));
    }

    /** {@code cpu.weight.nice}: the same as a nice value, -20 to 19. Replaces {@link #cpuWeight}, and the other way round. */
    public CgroupLimits cpuNice(int nice) {
        return with(Limit.CPU_NICE, LimitRange.finite("cpuNice", nice, -20, 19));
    }

    /** {@code cpu.idle}: runs only when nothing else does (Linux 5.15). {@code true} replaces every weight. */
    public CgroupLimits cpuIdle(boolean idle) {
        return with(Limit.CPU_IDLE, idle);
    }

    /**
     * {@code cpu.max.burst}: how much unused quota may be saved up for a busy period (Linux 5.14); at most the quota.
     */
    public CgroupLimits cpuMaxBurst(Duration burst) {
        return with(Limit.CPU_BURST, LimitRange.micros("cpuMaxBurst", burst));
    }

    /** {@code cpu.uclamp.min}: the speed of a processor that tasks are to find at least, 0 to 100 percent. */
    public CgroupLimits cpuUclampMin(double percent) {
        return with(Limit.CPU_UCLAMP_MIN, LimitRange.percent("cpuUclampMin", percent));
    }

    /** {@code cpu.uclamp.max}: the speed of a processor that tasks are to need at most, 0 to 100 percent. */
    public CgroupLimits cpuUclampMax(double percent) {
        return with(Limit.CPU_UCLAMP_MAX, LimitRange.percent("cpuUclampMax", percent));
    }

    /** {@code cpuset.cpus}: the processors to run on, as a list of numbers and ranges: {@code 0-3,6}. */
    public CgroupLimits cpusetCpus(String cpus) {
        return with(Limit.CPUSET_CPUS, LimitRange.numberList("cpusetCpus", cpus));
    }

    /** {@code cpuset.mems}: the memory nodes to allocate from, as a list: {@code 0-1}. */
    public CgroupLimits cpusetMems(String nodes) {
        return with(Limit.CPUSET_MEMS, LimitRange.numberList("cpusetMems", nodes));
    }

    /** {@code cpuset.cpus.exclusive}: processors that no sibling may have for a partition (Linux 6.7). v2 only. */
    public CgroupLimits cpusetCpusExclusive(String cpus) {
        return with(Limit.CPUSET_EXCLUSIVE, LimitRange.numberList("cpusetCpusExclusive", cpus));
    }

    /** {@code cpuset.cpus.partition}. The kernel takes any value; that it came true is checked after the write. v2 only. */
    public CgroupLimits cpusetPartition(CpusetPartition partition) {
        return with(Limit.CPUSET_PARTITION, partition);
    }

    /**
     * {@code io.weight}, 1 to 10000, 100 by default: the share among siblings of every block device whose scheduler
     * knows weights. On v1 {@code blkio.bfq.weight}, on its scale of 1 to 1000.
     */
    public CgroupLimits ioWeight(long weight) {
        return with(Limit.IO_WEIGHT, LimitRange.finite("ioWeight", weight, 1, 10_000));
    }

    /** {@link #ioWeight(long)} for one device. */
    public CgroupLimits ioWeight(BlockDevice device, long weight) {
        return with(Limit.IO_WEIGHT, device.toString(), LimitRange.finite("ioWeight", weight, 1, 10_000));
    }

    /** {@code io.bfq.weight}, 1 to 1000, 100 by default: as {@link #ioWeight(long)}, for the scheduler bfq only. */
    public CgroupLimits ioBfqWeight(long weight) {
        return with(Limit.IO_BFQ_WEIGHT, LimitRange.finite("ioBfqWeight", weight, 1, 1000));
    }

    /** {@link #ioBfqWeight(long)} for one device. */
    public CgroupLimits ioBfqWeight(BlockDevice device, long weight) {
        return with(Limit.IO_BFQ_WEIGHT, device.toString(), LimitRange.finite("ioBfqWeight", weight, 1, 1000));
    }

    /** {@code io.max}: how much may be read and written in a second. */
    public CgroupLimits ioMax(BlockDevice device, IoMax max) {
        if (max.equals(IoMax.NONE)) throw new IllegalArgumentException("nothing is set for " + device);
        return with(Limit.IO_MAX, device.toString(), max);
    }

    /** {@code io.latency}: others are slowed down when an operation takes longer than this; zero turns it off. v2 only. */
    public CgroupLimits ioLatency(BlockDevice device, Duration target) {
        return with(Limit.IO_LATENCY, device.toString(), LimitRange.micros("ioLatency", target));
    }

    /** {@code hugetlb.2MB.max}: how many bytes of huge pages of this size, such as {@code 2MB}, may be used. */
    public CgroupLimits hugetlbMax(String pageSize, long bytes) {
        return with(Limit.HUGETLB_MAX, LimitRange.pageSize(pageSize), LimitRange.atLeastZero("hugetlbMax", bytes));
    }

    /** {@code hugetlb.2MB.rsvd.max}: how many bytes of huge pages may be reserved, which fails early and not by SIGBUS. */
    public CgroupLimits hugetlbReservedMax(String pageSize, long bytes) {
        LimitRange.atLeastZero("hugetlbReservedMax", bytes);
        return with(Limit.HUGETLB_RESERVED_MAX, LimitRange.pageSize(pageSize), bytes);
    }

    /** {@code rdma.max} of one device, such as {@code mlx5_0}. */
    public CgroupLimits rdmaMax(String device, RdmaMax max) {
        return with(Limit.RDMA_MAX, LimitRange.word("an RDMA device", device), max);
    }

    /** {@code misc.max}: how many of a scarce thing such as {@code sev} may be had. */
    public CgroupLimits miscMax(String resource, long count) {
        return with(Limit.MISC_MAX, LimitRange.word("a resource", resource), LimitRange.atLeastZero("miscMax", count));
    }

    /** {@code dmem.max}: how much memory of a device, such as {@code drm/0000:03:00.0/vram0}, may be used (Linux 6.14). */
    public CgroupLimits dmemMax(String region, long bytes) {
        return with(Limit.DMEM_MAX, LimitRange.word("a region", region), LimitRange.atLeastZero("dmemMax", bytes));
    }

    /** {@code dmem.low}: device memory below it is taken away only when nothing else can be. */
    public CgroupLimits dmemLow(String region, long bytes) {
        return with(Limit.DMEM_LOW, LimitRange.word("a region", region), LimitRange.atLeastZero("dmemLow", bytes));
    }

    /** {@code dmem.min}: device memory below it is never taken away. */
    public CgroupLimits dmemMin(String region, long bytes) {
        return with(Limit.DMEM_MIN, LimitRange.word("a region", region), LimitRange.atLeastZero("dmemMin", bytes));
    }

    /** {@code cgroup.max.depth}: how deep cgroups may be nested below. v2 only. */
    public CgroupLimits maxDepth(long levels) {
        return with(Limit.MAX_DEPTH, LimitRange.check("maxDepth", levels, 0, Integer.MAX_VALUE));
    }

    /** {@code cgroup.max.descendants}: how many cgroups there may be below. v2 only. */
    public CgroupLimits maxDescendants(long cgroups) {
        return with(Limit.MAX_DESCENDANTS, LimitRange.check("maxDescendants", cgroups, 0, Integer.MAX_VALUE));
    }

    /** {@code cgroup.pressure}: whether pressure is accounted for it, which is not free (Linux 6.1). v2 only. */
    public CgroupLimits pressureAccounting(boolean on) {
        return with(Limit.PRESSURE, on);
    }

    /** {@code net_cls.classid}: marks what is sent for tc(8) and netfilter, {@code 0xAAAABBBB}. v1 only. */
    public CgroupLimits netClass(long id) {
        return with(Limit.NET_CLASS, LimitRange.finite("netClass", id, 0, 0xffff_ffffL));
    }

    /** {@code net_prio.ifpriomap}: the priority of what is sent through one interface. v1 only. */
    public CgroupLimits netPriority(String networkInterface, long priority) {
        LimitRange.finite("netPriority", priority, 0, 0xffff_ffffL);
        return with(Limit.NET_PRIORITY, LimitRange.word("a network interface", networkInterface), priority);
    }

    /** Any file of v2 by its name, such as {@code memory.oom.group}; written after the typed limits, as it is. */
    public CgroupLimits unified(String file, String value) {
        if (!FILE.matcher(file).matches()) throw new IllegalArgumentException("not a control file: '" + file + "'");
        if (Controller.ofFile(file).isEmpty()) throw new IllegalArgumentException("of no known controller: " + file);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == 0 || c > 126) throw new IllegalArgumentException("not an ASCII value for " + file);
        }
        return new CgroupLimits(map.withFile(file, value));
    }

    /** These limits, and where {@code other} sets one, that instead. */
    public CgroupLimits and(CgroupLimits other) {
        return new CgroupLimits(map.and(other.map));
    }

    /** Those of these limits that are of these controllers. */
    public CgroupLimits only(Set<Controller> controllers) {
        return new CgroupLimits(map.only(controllers));
    }

    public OptionalLong memoryMax() {
        return number(Limit.MEMORY_MAX);
    }

    public OptionalLong memoryHigh() {
        return number(Limit.MEMORY_HIGH);
    }

    public OptionalLong memoryLow() {
        return number(Limit.MEMORY_LOW);
    }

    public OptionalLong memoryMin() {
        return number(Limit.MEMORY_MIN);
    }

    public OptionalLong memorySwapMax() {
        return number(Limit.MEMORY_SWAP_MAX);
    }

    public OptionalLong pidsMax() {
        return number(Limit.PIDS_MAX);
    }

    public Optional<CpuMax> cpuMax() {
        return Optional.ofNullable((CpuMax) map.get(Limit.CPU_MAX));
    }

    public OptionalLong cpuWeight() {
        return number(Limit.CPU_WEIGHT);
    }

    public OptionalLong cpuShares() {
        return number(Limit.CPU_SHARES);
    }

    public Optional<String> cpusetCpus() {
        return Optional.ofNullable((String) map.get(Limit.CPUSET_CPUS));
    }

    public Optional<String> cpusetMems() {
        return Optional.ofNullable((String) map.get(Limit.CPUSET_MEMS));
    }

    public OptionalLong ioWeight() {
        return number(Limit.IO_WEIGHT);
    }

    /** The raw files, in the order they were given. */
    public Map<String, String> unified() {
        return map.unified();
    }

    /**
     * The value of any limit as it is written to its file of v2: {@code value("memory.swap.high")}. Of a file with lines, those
     * that were given; {@code io.max} as {@code 8:0 rbps=1048576}.
     */
    public Optional<String> value(String file) {
        return v2Writes().stream()
                .filter(w -> w.file().equals(file))
                .map(ControlWrite::value)
                .reduce((a, b) -> a + "\n" + b);
    }

    public boolean isEmpty() {
        return map.values().isEmpty() && map.unified().isEmpty();
    }

    /** The controllers that these limits need. */
    public Set<Controller> controllers() {
        return map.controllers();
    }

    /** What these limits are on cgroup v2: the files and their values, in the order in which they are written. */
    public List<ControlWrite> v2Writes() {
        return LimitWrites.v2(map);
    }

    /**
     * What these limits are on cgroup v1, in the order in which they are written.
     *
     * <ul>
     *   <li>{@code memory.max} is {@code memory.limit_in_bytes}; with {@code memory.swap.max} the sum of both is {@code
     *       memory.memsw.limit_in_bytes}
     *   <li>{@code memory.low} is {@code memory.soft_limit_in_bytes}, which is weaker: whatever is above it is reclaimed
     *       first when memory is scarce
     *   <li>{@code cpu.weight} is {@code cpu.shares} by {@link CpuShares#ofWeight}, without loss
     *   <li>{@code cpu.max} is {@code cpu.cfs_period_us} and {@code cpu.cfs_quota_us}
     *   <li>{@code io.weight} is {@code blkio.bfq.weight}: up to 100 the same, above a tenth of it, so that near weights may
     *       become one
     *   <li>{@code cpu.weight.nice} is {@code cpu.shares} by the scheduler's own table, {@code cpu.max.burst} is {@code
     *       cpu.cfs_burst_us}; {@code cpu.idle} and {@code cpu.uclamp} have the same names
     *   <li>{@code io.max} is {@code blkio.throttle.*_device}, which v1 enforces for direct I/O and reads only: what is
     *       written back from the page cache later goes unlimited
     *   <li>{@code hugetlb.*.max} is {@code hugetlb.*.limit_in_bytes}; rdma, misc and dmem are the same
     * </ul>
     *
     * @throws LinuxException {@code EOPNOTSUPP} for what v1 cannot do: {@code memory.high}, {@code memory.min}, {@code
     *     memory.swap.high}, {@code memory.zswap.max}, {@code memory.oom.group}, {@code io.latency}, cpuset partitions and
     *     exclusive processors, {@code cgroup.max.depth}, {@code cgroup.max.descendants}, {@code cgroup.pressure}, a limit of swap
     *     without one of memory, and any file of v2
     */
    public List<ControlWrite> v1Writes() throws LinuxException {
        return V1LimitWrites.of(map);
    }

    /** As {@link #v1Writes}, of these controllers only. */
    List<ControlWrite> v1Writes(Set<Controller> only) throws LinuxException {
        return V1LimitWrites.of(map.only(only));
    }

    private OptionalLong number(Limit limit) {
        Object value = map.get(limit);
        return value == null ? OptionalLong.empty() : OptionalLong.of((Long) value);
    }

    /** Of what was read from a host. */
    static CgroupLimits of(LimitMap map) {
        return new CgroupLimits(map);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CgroupLimits that && map.equals(that.map);
    }

    @Override
    public int hashCode() {
        return map.hashCode();
    }

    /** The limits in units: {@code memory.max=256MiB cpu.max=50ms/100ms pids.max=64}; {@code unset} for none. */
    @Override
    public String toString() {
        return map.toString();
    }
}
