package io.jlinux.cgroup;

import io.jlinux.sys.LinuxException;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
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
    public static final CgroupLimits NONE = new CgroupLimits(new EnumMap<>(Limit.class), Map.of());

    private static final Pattern NUMBER_LIST = Pattern.compile("\\d{1,6}(-\\d{1,6})?(,\\d{1,6}(-\\d{1,6})?)*");
    private static final Pattern FILE = Pattern.compile("[a-z0-9_]+(\\.[A-Za-z0-9_]+)+");

    private final EnumMap<Limit, Object> values;
    private final Map<String, String> unified;

    private CgroupLimits(EnumMap<Limit, Object> values, Map<String, String> unified) {
        this.values = values;
        this.unified = unified;
    }

    private CgroupLimits with(Limit limit, Object value) {
        EnumMap<Limit, Object> copy = new EnumMap<>(values);
        copy.put(limit, value);
        return new CgroupLimits(copy, unified);
    }

    private CgroupLimits without(Limit limit) {
        EnumMap<Limit, Object> copy = new EnumMap<>(values);
        copy.remove(limit);
        return new CgroupLimits(copy, unified);
    }

    /** {@code memory.max}: the hard limit; beyond it, processes are OOM-killed. */
    public CgroupLimits memoryMax(long bytes) {
        return with(Limit.MEMORY_MAX, atLeastZero("memoryMax", bytes));
    }

    /** {@code memory.high}: above it, processes are slowed down and made to reclaim, never killed. v2 only. */
    public CgroupLimits memoryHigh(long bytes) {
        return with(Limit.MEMORY_HIGH, atLeastZero("memoryHigh", bytes));
    }

    /** {@code memory.low}: memory below it is reclaimed only when nothing else can be. */
    public CgroupLimits memoryLow(long bytes) {
        return with(Limit.MEMORY_LOW, atLeastZero("memoryLow", bytes));
    }

    /** {@code memory.min}: memory below it is never reclaimed. v2 only. */
    public CgroupLimits memoryMin(long bytes) {
        return with(Limit.MEMORY_MIN, atLeastZero("memoryMin", bytes));
    }

    /**
     * {@code memory.swap.max}: the hard limit of swap, without the memory. On v1, which limits the sum of both, {@link
     * #memoryMax} must be set as well.
     */
    public CgroupLimits memorySwapMax(long bytes) {
        return with(Limit.MEMORY_SWAP_MAX, atLeastZero("memorySwapMax", bytes));
    }

    /** {@code pids.max}: how many tasks (processes and threads) there may be; beyond it, fork fails with EAGAIN. */
    public CgroupLimits pidsMax(long tasks) {
        if (tasks > 1L << 22 && tasks != UNLIMITED) throw outOfRange("pidsMax", tasks, "0 to 4194304, or UNLIMITED");
        return with(Limit.PIDS_MAX, atLeastZero("pidsMax", tasks));
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
        return without(Limit.CPU_SHARES).with(Limit.CPU_WEIGHT, weight("cpuWeight", weight));
    }

    /**
     * The same on the scale of v1, as OCI gives it: {@code cpu.shares}, 2 to 262144, 1024 by default. On v2 it becomes
     * {@link CpuShares#toWeight}. Replaces {@link #cpuWeight}, and the other way round.
     */
    public CgroupLimits cpuShares(long shares) {
        if (shares < CpuShares.MIN || shares > CpuShares.MAX) throw outOfRange("cpuShares", shares, "2 to 262144");
        return without(Limit.CPU_WEIGHT).with(Limit.CPU_SHARES, shares);
    }

    /** {@code cpuset.cpus}: the processors to run on, as a list of numbers and ranges: {@code 0-3,6}. */
    public CgroupLimits cpusetCpus(String cpus) {
        return with(Limit.CPUSET_CPUS, numberList("cpusetCpus", cpus));
    }

    /** {@code cpuset.mems}: the memory nodes to allocate from, as a list: {@code 0-1}. */
    public CgroupLimits cpusetMems(String nodes) {
        return with(Limit.CPUSET_MEMS, numberList("cpusetMems", nodes));
    }

    /**
     * {@code io.weight}, 1 to 10000, 100 by default: the share among siblings of every block device whose scheduler
     * knows weights. On v1 {@code blkio.bfq.weight}, on its scale of 1 to 1000.
     */
    public CgroupLimits ioWeight(long weight) {
        return with(Limit.IO_WEIGHT, weight("ioWeight", weight));
    }

    /** Any file of v2 by its name, such as {@code memory.oom.group}; written after the typed limits, as it is. */
    public CgroupLimits unified(String file, String value) {
        if (!FILE.matcher(file).matches()) throw new IllegalArgumentException("not a control file: '" + file + "'");
        if (Controller.ofFile(file).isEmpty()) throw new IllegalArgumentException("of no known controller: " + file);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == 0 || c > 126) throw new IllegalArgumentException("not an ASCII value for " + file);
        }
        Map<String, String> copy = new LinkedHashMap<>(unified);
        copy.put(file, value);
        return new CgroupLimits(values, Collections.unmodifiableMap(copy));
    }

    /** These limits, and where {@code other} sets one, that instead. */
    public CgroupLimits and(CgroupLimits other) {
        CgroupLimits both = this;
        if (other.values.containsKey(Limit.CPU_SHARES)) both = both.without(Limit.CPU_WEIGHT);
        if (other.values.containsKey(Limit.CPU_WEIGHT)) both = both.without(Limit.CPU_SHARES);
        EnumMap<Limit, Object> values = new EnumMap<>(both.values);
        values.putAll(other.values);
        Map<String, String> files = new LinkedHashMap<>(unified);
        files.putAll(other.unified);
        return new CgroupLimits(values, Collections.unmodifiableMap(files));
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
        return Optional.ofNullable((CpuMax) values.get(Limit.CPU_MAX));
    }

    public OptionalLong cpuWeight() {
        return number(Limit.CPU_WEIGHT);
    }

    public OptionalLong cpuShares() {
        return number(Limit.CPU_SHARES);
    }

    public Optional<String> cpusetCpus() {
        return Optional.ofNullable((String) values.get(Limit.CPUSET_CPUS));
    }

    public Optional<String> cpusetMems() {
        return Optional.ofNullable((String) values.get(Limit.CPUSET_MEMS));
    }

    public OptionalLong ioWeight() {
        return number(Limit.IO_WEIGHT);
    }

    /** The raw files, in the order they were given. */
    public Map<String, String> unified() {
        return unified;
    }

    public boolean isEmpty() {
        return values.isEmpty() && unified.isEmpty();
    }

    /** The controllers that these limits need. */
    public Set<Controller> controllers() {
        EnumSet<Controller> all = EnumSet.noneOf(Controller.class);
        values.keySet().forEach(limit -> all.add(limit.controller));
        unified.keySet().forEach(file -> Controller.ofFile(file).ifPresent(all::add));
        return all;
    }

    /** What these limits are on cgroup v2: the files and their values, in the order in which they are written. */
    public List<ControlWrite> v2Writes() {
        return LimitWrites.v2(values, unified);
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
     *   <li>{@code io.weight} is {@code blkio.bfq.weight}: up to 100 the same, above a tenth of it
     * </ul>
     *
     * @throws LinuxException {@code EOPNOTSUPP} for what v1 cannot do: {@code memory.high}, {@code memory.min}, a limit of
     *     swap without one of memory, and any file of v2
     */
    public List<ControlWrite> v1Writes() throws LinuxException {
        return LimitWrites.v1(values, unified);
    }

    /** As {@link #v1Writes}, of these controllers only. */
    List<ControlWrite> v1Writes(Set<Controller> only) throws LinuxException {
        EnumMap<Limit, Object> some = new EnumMap<>(values);
        some.keySet().removeIf(limit -> !only.contains(limit.controller));
        Map<String, String> files = new LinkedHashMap<>(unified);
        files.keySet().removeIf(file -> !only.contains(Controller.ofFile(file).orElseThrow()));
        return LimitWrites.v1(some, files);
    }

    private OptionalLong number(Limit limit) {
        Object value = values.get(limit);
        return value == null ? OptionalLong.empty() : OptionalLong.of((Long) value);
    }

    private static long atLeastZero(String name, long value) {
        if (value < 0) throw outOfRange(name, value, "0 and more, or UNLIMITED");
        return value;
    }

    private static long weight(String name, long value) {
        if (value < 1 || value > 10_000) throw outOfRange(name, value, "1 to 10000");
        return value;
    }

    private static IllegalArgumentException outOfRange(String name, long value, String range) {
        return new IllegalArgumentException(name + " is " + range + ", not " + value);
    }

    private static String numberList(String name, String list) {
        if (!NUMBER_LIST.matcher(list).matches()) {
            throw new IllegalArgumentException(name + " is a list such as 0-3,6, not '" + list + "'");
        }
        for (String part : list.split(",", -1)) {
            int dash = part.indexOf('-');
            if (dash > 0 && Integer.parseInt(part.substring(0, dash)) > Integer.parseInt(part.substring(dash + 1))) {
                throw new IllegalArgumentException(name + ": a range from high to low in '" + list + "'");
            }
        }
        return list;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CgroupLimits that && values.equals(that.values) && unified.equals(that.unified);
    }

    @Override
    public int hashCode() {
        return 31 * values.hashCode() + unified.hashCode();
    }

    /** The limits in units: {@code memory.max=256MiB cpu.max=50ms/100ms pids.max=64}; {@code unset} for none. */
    @Override
    public String toString() {
        Map<String, String> parts = new TreeMap<>();
        values.forEach((limit, value) -> {
            boolean bytes = limit.controller == Controller.MEMORY;
            String file = limit == Limit.CPU_SHARES ? "cpu.shares" : limit.file;
            parts.put(file, value instanceof Long n ? text(n, bytes) : value.toString());
        });
        parts.putAll(unified);
        StringBuilder s = new StringBuilder();
        parts.forEach((file, value) ->
                s.append(s.isEmpty() ? "" : " ").append(file).append('=').append(value));
        return s.isEmpty() ? "unset" : s.toString();
    }

    private static String text(long value, boolean bytes) {
        if (value == UNLIMITED) return "max";
        if (!bytes || value == 0) return Long.toString(value);
        String[] units = {"", "KiB", "MiB", "GiB", "TiB"};
        int unit = Math.min(Long.numberOfTrailingZeros(value) / 10, units.length - 1);
        return (value >> (10 * unit)) + units[unit];
    }

    static String text(Duration d) {
        long nanos = d.toNanos();
        if (nanos % 1_000_000 == 0) return nanos / 1_000_000 + "ms";
        return String.format(Locale.ROOT, "%.3fms", nanos / 1e6);
    }
}
