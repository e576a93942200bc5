package io.jlinux.cgroup.metrics;

import io.jlinux.cgroup.CgroupSample;
import io.jlinux.cgroup.Metric;
import io.jlinux.cgroup.Resource;
import io.jlinux.cgroup.stat.Pressure;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * All numbers of a cgroup at one moment; NaN stands for one that is not there.
 *
 * @param sample what counts and is counted
 * @param limits what holds now; NaN for one that is not set
 * @param io whether what it reads and writes is counted: without any yet, the kernel's file is empty
 * @param pressure of each resource
 */
record Reading(CgroupSample sample, Map<LimitFile.Kind, Double> limits, boolean io, Map<Resource, Pressure> pressure) {
    static final Reading NOTHING = new Reading(new CgroupSample(), Map.of(), false, Map.of());

    private static final Set<Metric> IO =
            EnumSet.of(Metric.IO_READ_BYTES, Metric.IO_WRITE_BYTES, Metric.IO_READS, Metric.IO_WRITES);

    double get(Metric metric) {
        long value = sample.get(metric, io && IO.contains(metric) ? 0 : Long.MIN_VALUE);
        return value == Long.MIN_VALUE ? Double.NaN : value;
    }

    double get(LimitFile.Kind limit) {
        return limits.getOrDefault(limit, Double.NaN);
    }

    double get(Resource resource, boolean full, ToDoubleFunction<Pressure.Line> number) {
        Pressure p = pressure.getOrDefault(resource, Pressure.UNKNOWN);
        return (full ? p.full() : p.some()).map(number::applyAsDouble).orElse(Double.NaN);
    }
}
