package io.jlinux.cgroup.metrics;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.CgroupHost;
import io.jlinux.cgroup.Hierarchy;
import io.jlinux.sys.LinuxException;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;

/**
 * The meters of one cgroup: memory, processor time, I/O, tasks, limits and pressure, as gauges and function counters of
 * Micrometer named {@code cgroup.…}, each with the tag {@code cgroup}.
 *
 * <p>A number that the kernel or the version of the hierarchy does not have gets no meter: v1 has no pressure, the root of
 * v2 no {@code memory.current}. A limit that is not set is NaN. What counts keeps counting from the cgroup's start, descendants
 * included.
 *
 * <p>A registry asks meters one by one; the files are read once for all that ask within 250 ms (or {@code maxAge}), so that a
 * scrape costs one sample. When the cgroup has been removed, its gauges are NaN, and its counters stay.
 *
 * <p>Thread-safe. {@link #close()} removes its meters from the registries it was bound to; the cgroup is borrowed, and has to
 * stay open until then.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">Control Group v2</a>
 */
@SuppressWarnings("exports") // who uses it has Micrometer, and requires it by itself
public final class CgroupMetrics implements MeterBinder, AutoCloseable {
    /** The tag that every meter has: the name of the cgroup. */
    public static final String TAG = "cgroup";

    private static final Duration MAX_AGE = Duration.ofMillis(250);

    /** A meter and where it is. */
    private record Bound(MeterRegistry registry, Meter meter) {}

    private final Readings readings;
    private final Tags tags;
    private final List<Bound> bound = new ArrayList<>();
    private boolean closed;

    CgroupMetrics(Readings readings, Tags tags) {
        this.readings = readings;
        this.tags = tags;
    }

    /** The meters of {@code cgroup}, whose name becomes the tag. */
    public static CgroupMetrics of(Cgroup cgroup) throws LinuxException {
        return of(cgroup, Tags.empty());
    }

    /** As {@link #of(Cgroup, Iterable, Duration)}, with 250 ms. */
    public static CgroupMetrics of(Cgroup cgroup, Iterable<Tag> tags) throws LinuxException {
        return of(cgroup, tags, MAX_AGE);
    }

    /**
     * The meters of {@code cgroup}.
     *
     * @param tags for each meter; one named {@value #TAG} replaces the name of the cgroup
     * @param maxAge how old a number may be that a meter gives: longer than a scrape takes, shorter than the time between two
     * @throws LinuxException {@code ENODEV}, {@code ENOENT} where the cgroup has been removed; {@code EMFILE}
     */
    public static CgroupMetrics of(Cgroup cgroup, Iterable<Tag> tags, Duration maxAge) throws LinuxException {
        Tags all = Tags.of(TAG, cgroup.name().isEmpty() ? "/" : cgroup.name()).and(tags);
        return new CgroupMetrics(new Readings(cgroup, maxAge, System::nanoTime), all);
    }

    /** The meters of the cgroup that this JVM is in; the tag is its path, as {@code /proc/self/cgroup} has it. */
    public static CgroupMetrics ofJvm() throws LinuxException {
        return ofJvm(Tags.empty());
    }

    /**
     * As {@link #ofJvm()}, with more tags. A JVM that is moved later keeps the meters of the cgroup that it was in.
     *
     * @throws LinuxException {@code ENOENT} where no cgroup file system is mounted
     */
    public static CgroupMetrics ofJvm(Iterable<Tag> tags) throws LinuxException {
        CgroupHost host = CgroupHost.current();
        Cgroup self = host.self();
        String path = host.hierarchies().isEmpty()
                ? "/"
                : host.unified()
                        .map(Hierarchy::ownPath)
                        .orElse(host.hierarchies().get(0).ownPath());
        return of(self, Tags.of(TAG, path).and(tags));
    }

    /**
     * Registers a meter for every number that the cgroup has. May be called for several registries; a registry that has meters
     * of the same names and tags already keeps those.
     *
     * @throws IllegalStateException after {@link #close()}
     */
    @Override
    public synchronized void bindTo(MeterRegistry registry) {
        if (closed) throw new IllegalStateException("closed: " + this);
        Reading now = readings.now();
        for (MeterTable.Row row : MeterTable.rows()) {
            if (!row.present().test(now)) continue;
            bound.add(new Bound(registry, row.counts() ? counter(row, registry) : gauge(row, registry)));
        }
    }

    private Meter gauge(MeterTable.Row row, MeterRegistry registry) {
        return Gauge.builder(row.name(), readings, r -> row.number().applyAsDouble(r.now()))
                .strongReference(true) // who binds need not keep the binder
                .description(row.about())
                .baseUnit(row.unit())
                .tags(tags.and(row.tags()))
                .register(registry);
    }

    private Meter counter(MeterTable.Row row, MeterRegistry registry) {
        Readings kept = readings; // captured: a function counter refers to its object weakly
        ToDoubleFunction<Reading> number = lasting(row.number());
        return FunctionCounter.builder(row.name(), kept, r -> number.applyAsDouble(kept.now()))
                .description(row.about())
                .baseUnit(row.unit())
                .tags(tags.and(row.tags()))
                .register(registry);
    }

    /** A counter that forgot what it counted would count all of it again. */
    private static ToDoubleFunction<Reading> lasting(ToDoubleFunction<Reading> number) {
        AtomicLong last = new AtomicLong(Double.doubleToRawLongBits(0));
        return r -> {
            double now = number.applyAsDouble(r);
            if (Double.isNaN(now)) return Double.longBitsToDouble(last.get());
            last.set(Double.doubleToRawLongBits(now));
            return now;
        };
    }

    Readings readings() {
        return readings;
    }

    /** Removes the meters, and lets go of the cgroup's files. */
    @Override
    public synchronized void close() {
        closed = true;
        for (Bound b : bound) b.registry.remove(b.meter);
        bound.clear();
        readings.close();
    }

    @Override
    public String toString() {
        return "metrics of " + tags;
    }
}
