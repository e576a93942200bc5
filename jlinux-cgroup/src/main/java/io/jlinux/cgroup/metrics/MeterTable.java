package io.jlinux.cgroup.metrics;

import io.jlinux.cgroup.Metric;
import io.jlinux.cgroup.Resource;
import io.jlinux.cgroup.stat.Pressure;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** Which meters there are, and which number of a {@link Reading} each shows. */
final class MeterTable {
    private static final String SECONDS = "seconds";
    private static final String PROCESSORS = "processors";
    private static final String TASKS = "tasks";
    private static final double NANO = 1e-9;

    /**
     * One meter.
     *
     * @param counts whether it only grows
     * @param unit the base unit
     * @param number from the reading; NaN where there is none
     * @param present whether the cgroup has it at all: a limit that is not set is there without a number
     */
    record Row(
            String name,
            String about,
            String unit,
            Tags tags,
            boolean counts,
            ToDoubleFunction<Reading> number,
            Predicate<Reading> present) {}

    private final List<Row> rows = new ArrayList<>();

    private MeterTable() {}

    static List<Row> rows() {
        MeterTable t = new MeterTable();
        t.memory();
        t.cpu();
        t.io();
        t.pids();
        t.pressure();
        return List.copyOf(t.rows);
    }

    private void memory() {
        gauge("cgroup.memory.usage", "Memory in use", BaseUnits.BYTES, Metric.MEMORY_CURRENT);
        gauge("cgroup.memory.peak", "The most memory that was in use", BaseUnits.BYTES, Metric.MEMORY_PEAK);
        gauge("cgroup.memory.swap", "Swap in use", BaseUnits.BYTES, Metric.SWAP_CURRENT);
        String limit = "The limit of memory: max kills, high slows down";
        limit("cgroup.memory.limit", limit, BaseUnits.BYTES, Tags.of("limit", "max"), LimitFile.Kind.MEMORY_MAX);
        limit("cgroup.memory.limit", limit, BaseUnits.BYTES, Tags.of("limit", "high"), LimitFile.Kind.MEMORY_HIGH);
        part("anon", Metric.MEMORY_ANON);
        part("file", Metric.MEMORY_FILE);
        part("kernel", Metric.MEMORY_KERNEL);
        part("shmem", Metric.MEMORY_SHMEM);
        part("inactive_file", Metric.MEMORY_INACTIVE_FILE);
        memoryEvent("low", Metric.MEMORY_LOW_EVENTS);
        memoryEvent("high", Metric.MEMORY_HIGH_EVENTS);
        memoryEvent("max", Metric.MEMORY_MAX_EVENTS);
        memoryEvent("oom", Metric.OOMS);
        memoryEvent("oom_kill", Metric.OOM_KILLS);
        memoryEvent("oom_group_kill", Metric.OOM_GROUP_KILLS);
        String faults = "Page faults; major ones waited for a disk";
        add(
                "cgroup.memory.faults",
                faults,
                "faults",
                Tags.of("kind", "minor"),
                true,
                r -> r.get(Metric.PAGE_FAULTS) - r.get(Metric.MAJOR_PAGE_FAULTS));
        counter("cgroup.memory.faults", faults, "faults", Tags.of("kind", "major"), Metric.MAJOR_PAGE_FAULTS, 1);
    }

    private void part(String part, Metric metric) {
        String about = "What memory is used for; shmem and inactive_file are in file";
        add("cgroup.memory.part", about, BaseUnits.BYTES, Tags.of("part", part), false, r -> r.get(metric));
    }

    private void memoryEvent(String event, Metric metric) {
        String about = "How often limits of memory were met; oom_kill counts killed processes";
        counter("cgroup.memory.events", about, BaseUnits.EVENTS, Tags.of("event", event), metric, 1);
    }

    private void cpu() {
        counter("cgroup.cpu.usage", "Processor time used", SECONDS, Tags.empty(), Metric.CPU_USAGE, NANO);
        String by = "Processor time used, by mode";
        counter("cgroup.cpu.time", by, SECONDS, Tags.of("mode", "user"), Metric.CPU_USER, NANO);
        counter("cgroup.cpu.time", by, SECONDS, Tags.of("mode", "system"), Metric.CPU_SYSTEM, NANO);
        limit("cgroup.cpu.limit", "The quota of processor time", PROCESSORS, Tags.empty(), LimitFile.Kind.CPU_MAX);
        String periods = "Periods of the quota in which something ran";
        counter("cgroup.cpu.periods", periods, "periods", Tags.empty(), Metric.CPU_PERIODS, 1);
        String throttled = "Periods in which the quota was used up";
        counter("cgroup.cpu.throttled.periods", throttled, "periods", Tags.empty(), Metric.CPU_THROTTLED_PERIODS, 1);
        String held = "How long tasks were kept from running by the quota";
        counter("cgroup.cpu.throttled", held, SECONDS, Tags.empty(), Metric.CPU_THROTTLED, NANO);
    }

    private void io() {
        String bytes = "What was read from and written to block devices";
        counter("cgroup.io", bytes, BaseUnits.BYTES, Tags.of("direction", "read"), Metric.IO_READ_BYTES, 1);
        counter("cgroup.io", bytes, BaseUnits.BYTES, Tags.of("direction", "write"), Metric.IO_WRITE_BYTES, 1);
        String ops = "Reads and writes of block devices";
        counter("cgroup.io.operations", ops, BaseUnits.OPERATIONS, Tags.of("direction", "read"), Metric.IO_READS, 1);
        counter("cgroup.io.operations", ops, BaseUnits.OPERATIONS, Tags.of("direction", "write"), Metric.IO_WRITES, 1);
    }

    private void pids() {
        gauge("cgroup.pids.usage", "Processes and threads", TASKS, Metric.PIDS_CURRENT);
        gauge("cgroup.pids.peak", "The most processes and threads there were", TASKS, Metric.PIDS_PEAK);
        limit("cgroup.pids.limit", "How many there may be", TASKS, Tags.empty(), LimitFile.Kind.PIDS_MAX);
        String failed = "How often a fork failed at the limit";
        counter("cgroup.pids.events", failed, BaseUnits.EVENTS, Tags.of("event", "max"), Metric.PIDS_MAX_EVENTS, 1);
    }

    private void pressure() {
        for (Resource resource : Resource.values()) {
            pressure(resource, false);
            pressure(resource, true);
        }
    }

    private void pressure(Resource resource, boolean full) {
        Tags tags = Tags.of("resource", resource.name().toLowerCase(Locale.ROOT), "waiting", full ? "full" : "some");
        add(
                "cgroup.pressure.stalled",
                "How long some or all tasks waited (PSI)",
                SECONDS,
                tags,
                true,
                r -> r.get(resource, full, l -> l.total().toNanos() * NANO));
        average(resource, full, tags.and("window", "10s"), Pressure.Line::avg10);
        average(resource, full, tags.and("window", "60s"), Pressure.Line::avg60);
        average(resource, full, tags.and("window", "300s"), Pressure.Line::avg300);
    }

    private void average(Resource resource, boolean full, Tags tags, ToDoubleFunction<Pressure.Line> number) {
        String about = "In how much of the time some or all tasks waited (PSI)";
        add("cgroup.pressure.average", about, BaseUnits.PERCENT, tags, false, r -> r.get(resource, full, number));
    }

    private void gauge(String name, String about, String unit, Metric metric) {
        add(name, about, unit, Tags.empty(), false, r -> r.get(metric));
    }

    private void limit(String name, String about, String unit, Tags tags, LimitFile.Kind kind) {
        rows.add(new Row(
                name,
                about,
                unit,
                tags,
                false,
                r -> r.get(kind),
                r -> r.limits().containsKey(kind)));
    }

    private void counter(String name, String about, String unit, Tags tags, Metric metric, double factor) {
        add(name, about, unit, tags, true, r -> r.get(metric) * factor);
    }

    private void add(
            String name, String about, String unit, Tags tags, boolean counts, ToDoubleFunction<Reading> number) {
        rows.add(new Row(name, about, unit, tags, counts, number, r -> !Double.isNaN(number.applyAsDouble(r))));
    }
}
