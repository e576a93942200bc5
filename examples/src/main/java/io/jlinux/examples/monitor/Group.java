package io.jlinux.examples.monitor;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.CgroupSample;
import io.jlinux.cgroup.CgroupSampler;
import io.jlinux.cgroup.Controller;
import io.jlinux.cgroup.Metric;
import io.jlinux.sys.LinuxException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** One cgroup that is watched: its files are kept open, and its last sample is kept for the rates. */
final class Group implements AutoCloseable {
    private static final Set<Metric> METRICS = EnumSet.of(
            Metric.CPU_USAGE,
            Metric.MEMORY_CURRENT,
            Metric.OOM_KILLS,
            Metric.IO_READ_BYTES,
            Metric.IO_WRITE_BYTES,
            Metric.PIDS_CURRENT,
            Metric.CPU_SOME,
            Metric.MEMORY_SOME,
            Metric.IO_SOME);
    private static final double UNLIMITED = 1L << 62; // v1 has a number for it

    private final String path;
    private final Cgroup cgroup;
    private final boolean owned;
    private final Set<Controller> controllers;
    private final CgroupSampler sampler;
    private CgroupSample last;

    /** Takes {@code cgroup} over where it is {@code owned}: a cgroup of the host stays open. */
    Group(String path, Cgroup cgroup, boolean owned) throws LinuxException {
        this.path = path;
        this.cgroup = cgroup;
        this.owned = owned;
        this.controllers = cgroup.controllers();
        this.sampler = cgroup.sampler(METRICS);
        try {
            this.last = sampler.sample();
        } catch (LinuxException | RuntimeException e) {
            sampler.close();
            throw e;
        }
    }

    Cgroup cgroup() {
        return cgroup;
    }

    /** What it used since the last call. */
    Usage read() throws LinuxException {
        CgroupSample before = last;
        CgroupSample now = sampler.sample();
        last = now;
        boolean isWhole = path.isEmpty() && now.get(Metric.MEMORY_CURRENT).isEmpty();
        return new Usage(
                path,
                now.perSecond(Metric.CPU_USAGE, before) / 1e9,
                cpuLimit(),
                isWhole ? Machine.memoryInUse() : get(now, Metric.MEMORY_CURRENT),
                limit(Controller.MEMORY, "memory.max", "memory.limit_in_bytes"),
                now.perSecond(Metric.IO_READ_BYTES, before),
                now.perSecond(Metric.IO_WRITE_BYTES, before),
                get(now, Metric.PIDS_CURRENT),
                limit(Controller.PIDS, "pids.max", "pids.max"),
                new Usage.Waiting(
                        waiting(now, before, Metric.CPU_SOME),
                        waiting(now, before, Metric.MEMORY_SOME),
                        waiting(now, before, Metric.IO_SOME)),
                get(now, Metric.OOM_KILLS));
    }

    private static double get(CgroupSample sample, Metric metric) {
        long value = sample.get(metric, -1);
        return value < 0 ? Double.NaN : value;
    }

    private static double waiting(CgroupSample now, CgroupSample before, Metric metric) {
        return Math.min(100, now.perSecond(metric, before) / 1e7);
    }

    private double limit(Controller controller, String v2, String v1) throws LinuxException {
        if (!controllers.contains(controller)) return Double.NaN;
        String text = cgroup.read(v2).or(() -> readQuietly(v1)).orElse("max").strip();
        if (text.isEmpty() || text.equals("max")) return Double.NaN;
        double value = Double.parseDouble(text);
        return value >= UNLIMITED ? Double.NaN : value;
    }

    private double cpuLimit() throws LinuxException {
        if (!controllers.contains(Controller.CPU)) return Double.NaN;
        String[] words = cgroup.read("cpu.max")
                .or(() -> readQuietly("cpu.cfs_quota_us")
                        .flatMap(quota -> readQuietly("cpu.cfs_period_us").map(period -> quota.strip() + " " + period)))
                .orElse("max")
                .strip()
                .split(" ");
        if (words.length < 2 || words[0].equals("max") || words[0].startsWith("-")) return Double.NaN;
        return Double.parseDouble(words[0]) / Double.parseDouble(words[1]);
    }

    private Optional<String> readQuietly(String file) {
        try {
            return cgroup.read(file);
        } catch (LinuxException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() throws LinuxException {
        sampler.close();
        if (owned) cgroup.close();
    }
}
