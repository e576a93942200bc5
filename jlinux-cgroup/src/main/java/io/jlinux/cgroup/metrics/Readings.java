package io.jlinux.cgroup.metrics;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.CgroupSample;
import io.jlinux.cgroup.CgroupSampler;
import io.jlinux.cgroup.Controller;
import io.jlinux.cgroup.Metric;
import io.jlinux.cgroup.Resource;
import io.jlinux.cgroup.stat.Pressure;
import io.jlinux.sys.LinuxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a cgroup once for all meters that ask within a short time: a scrape asks every one of them, one after the other,
 * and has to see one moment. Thread-safe.
 */
final class Readings implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Readings.class);

    /** Those of the pressure files are read with their averages, so that each file is read once. */
    private static final Set<Metric> SAMPLED = EnumSet.complementOf(EnumSet.of(
            Metric.CPU_SOME, Metric.CPU_FULL, Metric.MEMORY_SOME, Metric.MEMORY_FULL, Metric.IO_SOME, Metric.IO_FULL));

    private final Cgroup cgroup;
    private final CgroupSampler sampler;
    private final List<LimitFile> limits = new ArrayList<>();
    private final List<Resource> resources = new ArrayList<>();
    private final boolean io;
    private final long maxAge;
    private final LongSupplier clock;
    private Reading last = Reading.NOTHING;
    private long taken;
    private long count;
    private boolean lost;
    private boolean closed;

    Readings(Cgroup cgroup, Duration maxAge, LongSupplier clock) throws LinuxException {
        this.cgroup = cgroup;
        this.maxAge = maxAge.toNanos();
        this.clock = clock;
        this.sampler = cgroup.sampler(SAMPLED);
        try {
            Set<Controller> controllers = cgroup.controllers();
            for (LimitFile.Kind kind : LimitFile.Kind.values()) {
                LimitFile.open(cgroup, controllers, kind).ifPresent(limits::add);
            }
            for (Resource r : Resource.values()) {
                if (!cgroup.stats().pressure(r).equals(Pressure.UNKNOWN)) resources.add(r);
            }
            io = controllers.contains(Controller.IO) && countsIo(cgroup);
            take();
        } catch (LinuxException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private static boolean countsIo(Cgroup cgroup) throws LinuxException {
        return cgroup.read("io.stat").isPresent()
                || cgroup.read("blkio.throttle.io_service_bytes_recursive").isPresent();
    }

    /** The numbers, at most {@code maxAge} old; of a cgroup that is gone, nothing. */
    synchronized Reading now() {
        if (closed || clock.getAsLong() - taken <= maxAge) return last;
        try {
            take();
            lost = false;
        } catch (LinuxException | RuntimeException e) { // a registry cannot do anything with it
            last = Reading.NOTHING;
            taken = clock.getAsLong();
            if (!lost) LOG.warn("the meters of {} have nothing to say: {}", cgroup, e.getMessage());
            lost = true;
        }
        return last;
    }

    private void take() throws LinuxException {
        count++;
        CgroupSample sample = sampler.sample();
        Map<LimitFile.Kind, Double> values = new EnumMap<>(LimitFile.Kind.class);
        for (LimitFile f : limits) values.put(f.kind(), f.read());
        Map<Resource, Pressure> pressure = new EnumMap<>(Resource.class);
        for (Resource r : resources) pressure.put(r, cgroup.stats().pressure(r));
        last = new Reading(sample, values, io, pressure);
        taken = clock.getAsLong();
    }

    /** How often the files were read. */
    synchronized long count() {
        return count;
    }

    @Override
    public synchronized void close() {
        closed = true; // a scrape may be under way
        last = Reading.NOTHING;
        sampler.close();
        limits.forEach(LimitFile::close);
        limits.clear();
    }
}
