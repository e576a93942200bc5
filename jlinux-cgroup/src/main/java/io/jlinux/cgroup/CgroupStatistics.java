package io.jlinux.cgroup;

import io.jlinux.cgroup.file.CgroupDir;
import io.jlinux.cgroup.file.FlatKeyed;
import io.jlinux.cgroup.file.StatText;
import io.jlinux.cgroup.stat.HugetlbStat;
import io.jlinux.cgroup.stat.IoStat;
import io.jlinux.cgroup.stat.MemoryBreakdown;
import io.jlinux.cgroup.stat.MemoryEvents;
import io.jlinux.cgroup.stat.NumaStat;
import io.jlinux.cgroup.stat.Pressure;
import io.jlinux.cgroup.stat.RdmaStat;
import io.jlinux.cgroup.stat.StateStat;
import io.jlinux.cgroup.stat.TreeStat;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The statistics of a cgroup beyond {@link Cgroup#memory()}, {@link Cgroup#cpu()} and {@link Cgroup#pids()}, each read when
 * it is asked for. From {@link Cgroup#stats()}. What the kernel or the version does not have is empty.
 *
 * <p>To read the same few numbers again and again, {@link Cgroup#sampler} does it from kept descriptors and without garbage.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#controllers">Controllers</a>
 */
public final class CgroupStatistics {
    private final Directories dirs;

    CgroupStatistics(Directories dirs) {
        this.dirs = dirs;
    }

    /** What the memory is used for; {@code memory.stat}. Expensive for the kernel: it sums over the processors. */
    public MemoryBreakdown memoryBreakdown() throws LinuxException {
        Map<String, Long> values = new LinkedHashMap<>(
                FlatKeyed.parse(read(Controller.MEMORY, "memory.stat")).values());
        if (dirs.v1(Controller.MEMORY) != null) {
            named(values, "anon", "total_rss");
            named(values, "file", "total_cache");
            named(values, "file_mapped", "total_mapped_file");
            named(values, "file_dirty", "total_dirty");
            for (String same : new String[] {"shmem", "inactive_file", "pgfault", "pgmajfault"}) {
                named(values, same, "total_" + same);
            }
        }
        return new MemoryBreakdown(values);
    }

    private static void named(Map<String, Long> values, String name, String v1) {
        Long value = values.get(v1);
        if (value != null) values.put(name, value);
    }

    /** How often limits of memory were met, in it and below; {@code memory.events}, v1 {@code memory.oom_control}. */
    public MemoryEvents memoryEvents() throws LinuxException {
        return memoryEvents(dirs.v1(Controller.MEMORY) != null ? "memory.oom_control" : "memory.events");
    }

    /** The same for its own processes alone; {@code memory.events.local} (Linux 5.2), v2 only. */
    public MemoryEvents memoryEventsLocal() throws LinuxException {
        return memoryEvents("memory.events.local");
    }

    private MemoryEvents memoryEvents(String file) throws LinuxException {
        FlatKeyed f = FlatKeyed.parse(read(Controller.MEMORY, file));
        return new MemoryEvents(
                f.get("low"), f.get("high"), f.get("max"), f.get("oom"), f.get("oom_kill"), f.get("oom_group_kill"));
    }

    /** The memory by node; {@code memory.numa_stat}. */
    public NumaStat numa() throws LinuxException {
        return StatText.numa(read(Controller.MEMORY, "memory.numa_stat").orElse(""));
    }

    /** What was read and written; {@code io.stat}, v1 {@code blkio.throttle.io_service*_recursive}. */
    public IoStat io() throws LinuxException {
        CgroupDir v1 = dirs.v1(Controller.IO);
        if (v1 == null) return StatText.io(read(Controller.IO, "io.stat").orElse(""));
        return StatText.v1Io(
                v1.read("blkio.throttle.io_service_bytes_recursive").orElse(""),
                v1.read("blkio.throttle.io_serviced_recursive").orElse(""));
    }

    /** The huge pages of one size, such as {@code 2MB}. */
    public HugetlbStat hugetlb(String pageSize) throws LinuxException {
        String file = "hugetlb." + LimitRange.pageSize(pageSize);
        CgroupDir v1 = dirs.v1(Controller.HUGETLB);
        if (v1 != null) {
            return new HugetlbStat(
                    v1.readNumber(file + ".usage_in_bytes"),
                    v1.readNumber(file + ".rsvd.usage_in_bytes"),
                    v1.readNumber(file + ".failcnt"));
        }
        return new HugetlbStat(
                number(file + ".current"),
                number(file + ".rsvd.current"),
                FlatKeyed.parse(read(Controller.HUGETLB, file + ".events")).get("max"));
    }

    private OptionalLong number(String file) throws LinuxException {
        return dirs.unified() == null
                ? OptionalLong.empty()
                : dirs.unified().dir().readNumber(file);
    }

    /** What is used of each RDMA device, by its name; {@code rdma.current}. */
    public Map<String, RdmaStat> rdma() throws LinuxException {
        return StatText.rdma(read(Controller.RDMA, "rdma.current").orElse(""));
    }

    /** How many of each scarce thing are used; {@code misc.current}. */
    public Map<String, Long> misc() throws LinuxException {
        return FlatKeyed.parse(read(Controller.MISC, "misc.current")).values();
    }

    /** How often the limit of each scarce thing was met; {@code misc.events} (Linux 5.15). */
    public Map<String, Long> miscMaxEvents() throws LinuxException {
        Map<String, Long> events = new LinkedHashMap<>();
        FlatKeyed.parse(read(Controller.MISC, "misc.events"))
                .values()
                .forEach((key, value) ->
                        events.put(key.endsWith(".max") ? key.substring(0, key.length() - 4) : key, value));
        return events;
    }

    /** How many bytes of each region of device memory are used; {@code dmem.current} (Linux 6.14). */
    public Map<String, Long> dmem() throws LinuxException {
        return FlatKeyed.parse(read(Controller.DMEM, "dmem.current")).values();
    }

    /** How many cgroups are below it; {@code cgroup.stat}. */
    public TreeStat tree() throws LinuxException {
        FlatKeyed f = FlatKeyed.parse(core("cgroup.stat"));
        return new TreeStat(f.get("nr_descendants"), f.get("nr_dying_descendants"));
    }

    /** Whether it is populated and frozen; {@code cgroup.events}. */
    public StateStat state() throws LinuxException {
        FlatKeyed f = FlatKeyed.parse(core("cgroup.events"));
        return new StateStat(flag(f.get("populated")), flag(f.get("frozen")));
    }

    private static Optional<Boolean> flag(OptionalLong value) {
        return value.isPresent() ? Optional.of(value.getAsLong() != 0) : Optional.empty();
    }

    /**
     * How much time its tasks lost by waiting; {@code memory.pressure} and so on. Unknown without a v2 hierarchy, and where
     * the kernel has no PSI or it is off ({@code psi=1}).
     */
    public Pressure pressure(Resource resource) throws LinuxException {
        try {
            return core(resource.file()).map(StatText::pressure).orElse(Pressure.UNKNOWN);
        } catch (LinuxException e) {
            if (e.errno() == Errno.EOPNOTSUPP) return Pressure.UNKNOWN; // cgroup.pressure is 0
            throw e;
        }
    }

    private Optional<String> core(String file) throws LinuxException {
        return dirs.unified() == null ? Optional.empty() : dirs.unified().dir().read(file);
    }

    /** The file of a controller, from the version that has it. */
    private Optional<String> read(Controller controller, String file) throws LinuxException {
        @Nullable CgroupDir v1 = dirs.v1(controller);
        return v1 != null ? v1.read(file) : core(file);
    }
}
