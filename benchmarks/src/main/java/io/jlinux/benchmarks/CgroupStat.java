package io.jlinux.benchmarks;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.CgroupLimits;
import io.jlinux.cgroup.CgroupSample;
import io.jlinux.cgroup.CgroupSampler;
import io.jlinux.cgroup.Controller;
import io.jlinux.cgroup.Metric;
import io.jlinux.cgroup.stat.MemoryBreakdown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** {@code memory.stat} of a cgroup: read, and seven of its numbers taken out. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class CgroupStat {
    private static final int BATCH = 10_000;

    /** A cgroup of the trial's own. */
    @State(Scope.Benchmark)
    @SuppressWarnings("NullAway.Init") // JMH calls the set-up
    public static class OwnCgroup {
        private final CgroupSample sample = new CgroupSample();
        private Cgroup cgroup;
        private CgroupSampler sampler;
        private Path file;

        @Setup(Level.Trial)
        public void create() throws IOException {
            String name = "jlinux-benchmark-" + ProcessHandle.current().pid();
            cgroup = Cgroup.create(name, CgroupLimits.NONE, Set.of(Controller.MEMORY));
            sampler = cgroup.sampler(EnumSet.of(
                    Metric.MEMORY_ANON,
                    Metric.MEMORY_FILE,
                    Metric.MEMORY_SHMEM,
                    Metric.MEMORY_INACTIVE_FILE,
                    Metric.PAGE_FAULTS,
                    Metric.MAJOR_PAGE_FAULTS,
                    Metric.MEMORY_KERNEL));
            file = cgroup.directories().stream()
                    .map(directory -> directory.resolve("memory.stat"))
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow();
        }

        List<String> floorArguments() {
            String v1 = HostCgroups.memoryLimitFile().equals("memory.max") ? "" : "total_";
            List<String> arguments = new ArrayList<>(List.of(file.toString()));
            List<String> keys = v1.isEmpty()
                    ? List.of("anon", "file", "shmem", "inactive_file", "pgfault", "pgmajfault", "kernel")
                    : List.of("rss", "cache", "shmem", "inactive_file", "pgfault", "pgmajfault");
            keys.forEach(key -> arguments.add(v1 + key));
            return arguments;
        }

        @TearDown(Level.Trial)
        public void remove() throws IOException {
            sampler.close();
            cgroup.close();
        }
    }

    @Benchmark
    @Warmup(iterations = 1, time = 1)
    @OperationsPerInvocation(BATCH)
    public void floor(Floor c, OwnCgroup cgroup) throws IOException {
        c.server().run("cgroup-stat", BATCH, 0, cgroup.floorArguments());
    }

    @Benchmark
    public CgroupSample jlinux(OwnCgroup cgroup) throws IOException {
        cgroup.sampler.sample(cgroup.sample);
        return cgroup.sample;
    }

    @Benchmark
    public MemoryBreakdown jlinuxBreakdown(OwnCgroup cgroup) throws IOException {
        return cgroup.cgroup.stats().memoryBreakdown();
    }

    @Benchmark
    public List<String> readAllLines(OwnCgroup cgroup) throws IOException {
        return Files.readAllLines(cgroup.file);
    }
}
