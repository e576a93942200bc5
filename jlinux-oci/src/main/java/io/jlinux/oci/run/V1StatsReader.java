package io.jlinux.oci.run;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.oci.spec.OciStats;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;

/** What only cgroup v1 counts, by its files. */
final class V1StatsReader {
    /** The highest number that v1 has, a whole page. */
    static final long NO_LIMIT = Long.MAX_VALUE / 4096 * 4096;

    private static final String[] FLAGS = {
        "cpu_exclusive",
        "mem_hardwall",
        "mem_exclusive",
        "memory_migrate",
        "memory_spread_page",
        "memory_spread_slab",
        "memory_pressure",
        "sched_load_balance",
        "sched_relax_domain_level"
    };

    private V1StatsReader() {}

    /** A file; empty also where the cgroup is not in that hierarchy. */
    private static Optional<String> read(Cgroup cgroup, String file) throws LinuxException {
        try {
            return cgroup.read(file).map(String::strip);
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT) return Optional.empty();
            throw e;
        }
    }

    private static OptionalLong number(Cgroup cgroup, String file) throws LinuxException {
        Optional<String> text = read(cgroup, file);
        return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text.get()));
    }

    static boolean hasMemory(Cgroup cgroup) throws LinuxException {
        return read(cgroup, "memory.limit_in_bytes").isPresent();
    }

    /** What {@code memory.stat} says, as it is. */
    static Map<String, Long> memory(Cgroup cgroup) throws LinuxException {
        Map<String, Long> all = new LinkedHashMap<>();
        for (String line : read(cgroup, "memory.stat").orElse("").lines().toList()) {
            int space = line.indexOf(' ');
            if (space > 0) all.put(line.substring(0, space), Long.parseUnsignedLong(line.substring(space + 1)));
        }
        return all;
    }

    /** One kind of memory, by the beginning of its files' names. */
    static Optional<OciStats.Amount> amount(Cgroup cgroup, String name) throws LinuxException {
        OptionalLong limit = number(cgroup, name + ".limit_in_bytes");
        if (limit.isEmpty()) return Optional.empty();
        return Optional.of(new OciStats.Amount(
                limit.getAsLong() >= NO_LIMIT ? OptionalLong.empty() : limit,
                number(cgroup, name + ".usage_in_bytes"),
                number(cgroup, name + ".max_usage_in_bytes"),
                number(cgroup, name + ".failcnt")));
    }

    /** Nanoseconds on each processor. */
    static List<Long> perCpu(Cgroup cgroup) throws LinuxException {
        Optional<String> text = read(cgroup, "cpuacct.usage_percpu");
        List<Long> all = new ArrayList<>();
        if (text.isPresent()) {
            for (String n : text.get().split("\\s+")) all.add(Long.valueOf(n));
        }
        return all;
    }

    /** The same in user mode, and in the kernel. */
    static List<List<Long>> perCpuModes(Cgroup cgroup) throws LinuxException {
        return modes(read(cgroup, "cpuacct.usage_all").orElse(""));
    }

    /** By the text of {@code cpuacct.usage_all}: a heading, and a line for each processor. */
    static List<List<Long>> modes(String text) {
        List<Long> user = new ArrayList<>();
        List<Long> kernel = new ArrayList<>();
        for (String line : text.lines().skip(1).toList()) {
            String[] fields = line.split(" ");
            if (fields.length != 3) continue;
            user.add(Long.valueOf(fields[1]));
            kernel.add(Long.valueOf(fields[2]));
        }
        return List.of(user, kernel);
    }

    static Optional<OciStats.Cpuset> cpuset(Cgroup cgroup) throws LinuxException {
        Optional<String> cpus = read(cgroup, "cpuset.cpus");
        Map<String, Long> flags = new LinkedHashMap<>();
        for (String flag : FLAGS) {
            OptionalLong value = number(cgroup, "cpuset." + flag);
            if (value.isPresent()) flags.put(flag, value.getAsLong());
        }
        // v2 has the processors, and not these
        if (cpus.isEmpty() || flags.isEmpty()) return Optional.empty();
        return Optional.of(new OciStats.Cpuset(
                numbers(cpus.get()), numbers(read(cgroup, "cpuset.mems").orElse("")), flags));
    }

    /** What a list such as {@code 0-3,7} says. */
    static List<Long> numbers(String list) {
        TreeSet<Long> all = new TreeSet<>();
        for (String part : list.split(",")) {
            if (part.isBlank()) continue;
            String[] ends = part.strip().split("-");
            for (long n = Long.parseLong(ends[0]); n <= Long.parseLong(ends[ends.length - 1]); n++) all.add(n);
        }
        return new ArrayList<>(all);
    }
}
