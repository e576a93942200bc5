package io.jlinux.benchmarks;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.CgroupLimits;
import io.jlinux.cgroup.CgroupSample;
import io.jlinux.cgroup.CgroupSampler;
import io.jlinux.cgroup.Controller;
import io.jlinux.cgroup.Metric;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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

/** Every number of a cgroup: memory, processor time, io, tasks and pressure. The floor reads the same files, and no more. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class CgroupSampling {
    private static final int BATCH = 1_000;

    /** A cgroup of the trial's own. */
    @State(Scope.Benchmark)
    @SuppressWarnings("NullAway.Init") // JMH calls the set-up
    public static class OwnCgroup {
        private final CgroupSample sample = new CgroupSample();
        private Cgroup cgroup;
        private CgroupSampler sampler;
        private List<String> files;

        @Setup(Level.Trial)
        public void create() throws IOException {
            String name = "jlinux-benchmark-" + ProcessHandle.current().pid();
            Set<Controller> all = EnumSet.of(Controller.MEMORY, Controller.CPU, Controller.PIDS, Controller.IO);
            cgroup = Cgroup.create(name, CgroupLimits.NONE, all);
            sampler = cgroup.sampler(EnumSet.allOf(Metric.class));
            sampler.sample(sample);
            files = opened(cgroup.directories()); // those that the sampler keeps open
        }

        private static List<String> opened(List<Path> directories) throws IOException {
            try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
                return descriptors
                        .map(OwnCgroup::target)
                        .filter(f -> directories.contains(f.getParent()))
                        .map(Path::toString)
                        .toList();
            }
        }

        private static Path target(Path descriptor) {
            try {
                return Files.exists(descriptor) ? Files.readSymbolicLink(descriptor) : descriptor;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
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
        c.server().run("cgroup-sample", BATCH, 0, cgroup.files);
    }

    @Benchmark
    public CgroupSample jlinux(OwnCgroup cgroup) throws IOException {
        cgroup.sampler.sample(cgroup.sample);
        return cgroup.sample;
    }
}
