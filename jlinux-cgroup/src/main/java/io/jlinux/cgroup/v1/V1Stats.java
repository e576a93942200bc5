package io.jlinux.cgroup.v1;

import io.jlinux.cgroup.file.Ascii;
import io.jlinux.cgroup.file.CgroupDir;
import io.jlinux.cgroup.file.FlatKeyed;
import io.jlinux.cgroup.stat.CpuStat;
import io.jlinux.cgroup.stat.MemoryStat;
import io.jlinux.cgroup.stat.PidsStat;
import io.jlinux.sys.LinuxException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the statistics of v1 cgroups. */
public final class V1Stats {
    private V1Stats() {}

    public static MemoryStat memory(CgroupDir dir) throws LinuxException {
        OptionalLong usage = dir.readNumber("memory.usage_in_bytes");
        OptionalLong max = V1Memory.limit(dir.readNumber(V1Memory.LIMIT));
        return new MemoryStat(
                usage,
                max,
                dir.readNumber("memory.max_usage_in_bytes"),
                minus(dir.readNumber("memory.memsw.usage_in_bytes"), usage),
                minus(V1Memory.limit(dir.readNumber(V1Memory.SUM)), max),
                OptionalLong.empty(),
                plus(dir.readNumber("memory.failcnt"), dir.readNumber("memory.memsw.failcnt")),
                OptionalLong.empty(),
                FlatKeyed.parse(dir.read("memory.oom_control")).get("oom_kill"));
    }

    private static OptionalLong plus(OptionalLong a, OptionalLong b) {
        return a.isPresent() && b.isPresent() ? OptionalLong.of(a.getAsLong() + b.getAsLong()) : a;
    }

    private static OptionalLong minus(OptionalLong sum, OptionalLong part) {
        if (sum.isEmpty() || part.isEmpty()) return OptionalLong.empty();
        return OptionalLong.of(Math.max(0, sum.getAsLong() - part.getAsLong()));
    }

    public static PidsStat pids(CgroupDir dir) throws LinuxException {
        OptionalLong max = dir.readNumber("pids.max");
        return new PidsStat(
                dir.readNumber("pids.current"),
                max.isPresent() && max.getAsLong() == Ascii.MAX ? OptionalLong.empty() : max,
                dir.readNumber("pids.peak"),
                FlatKeyed.parse(dir.read("pids.events")).get("max"));
    }

    /** The times of {@code cpuacct}. */
    public static CpuStat usage(CgroupDir dir) throws LinuxException {
        return new CpuStat(
                nanos(dir.readNumber("cpuacct.usage")),
                nanos(dir.readNumber("cpuacct.usage_user")),
                nanos(dir.readNumber("cpuacct.usage_sys")),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty());
    }

    /** {@code times} with the quota's counters of {@code cpu}, whose directory is {@code dir}. */
    public static CpuStat withQuota(CpuStat times, CgroupDir dir) throws LinuxException {
        return withQuota(times, FlatKeyed.parse(dir.read("cpu.stat")));
    }

    static CpuStat withQuota(CpuStat times, FlatKeyed stat) {
        return new CpuStat(
                times.usage(),
                times.user(),
                times.system(),
                stat.get("nr_periods"),
                stat.get("nr_throttled"),
                nanos(stat.get("throttled_time")),
                stat.get("nr_bursts"),
                nanos(stat.get("burst_time")));
    }

    private static Optional<Duration> nanos(OptionalLong value) {
        return value.isPresent() ? Optional.of(Duration.ofNanos(value.getAsLong())) : Optional.empty();
    }
}
