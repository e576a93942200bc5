package io.jlinux.cgroup.v2;

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

/** Reads the statistics of a v2 cgroup. */
public final class V2Stats {
    private V2Stats() {}

    public static MemoryStat memory(CgroupDir dir) throws LinuxException {
        FlatKeyed events = FlatKeyed.parse(dir.read("memory.events"));
        return new MemoryStat(
                dir.readNumber("memory.current"),
                limit(dir.readNumber("memory.max")),
                dir.readNumber("memory.peak"),
                dir.readNumber("memory.swap.current"),
                limit(dir.readNumber("memory.swap.max")),
                events.get("high"),
                events.get("max"),
                events.get("oom"),
                events.get("oom_kill"));
    }

    public static PidsStat pids(CgroupDir dir) throws LinuxException {
        return new PidsStat(
                dir.readNumber("pids.current"),
                limit(dir.readNumber("pids.max")),
                dir.readNumber("pids.peak"),
                FlatKeyed.parse(dir.read("pids.events")).get("max"));
    }

    public static CpuStat cpu(CgroupDir dir) throws LinuxException {
        return cpu(FlatKeyed.parse(dir.read("cpu.stat")));
    }

    static CpuStat cpu(FlatKeyed stat) {
        return new CpuStat(
                micros(stat.get("usage_usec")),
                micros(stat.get("user_usec")),
                micros(stat.get("system_usec")),
                stat.get("nr_periods"),
                stat.get("nr_throttled"),
                micros(stat.get("throttled_usec")),
                stat.get("nr_bursts"),
                micros(stat.get("burst_usec")));
    }

    private static OptionalLong limit(OptionalLong value) {
        return value.isPresent() && value.getAsLong() == Ascii.MAX ? OptionalLong.empty() : value;
    }

    private static Optional<Duration> micros(OptionalLong value) {
        return value.isPresent() ? Optional.of(Duration.ofNanos(value.getAsLong() * 1000)) : Optional.empty();
    }
}
