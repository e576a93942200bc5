package io.jlinux.benchmarks;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.CgroupHost;
import io.jlinux.cgroup.CgroupLimits;
import io.jlinux.cgroup.Controller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
import org.openjdk.jmh.annotations.Warmup;

/** A cgroup is made in one hierarchy, held, and removed again. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class CgroupCreate {
    private static final int BATCH = 1_000;
    private static final String NAME =
            "jlinux-benchmark-" + ProcessHandle.current().pid();

    /** Where they are made: the v2 hierarchy, which needs no controller. */
    @State(Scope.Benchmark)
    @SuppressWarnings("NullAway.Init") // JMH calls the set-up
    public static class Above {
        private Path directory;
        private CgroupLimits limits;

        @Setup(Level.Trial)
        public void open() throws IOException {
            directory = CgroupHost.current().home().directories().get(0);
            limits = CgroupLimits.NONE.pidsMax(64);
        }

        List<String> floorArguments() {
            List<String> arguments = new ArrayList<>(List.of(NAME));
            arguments.add(directory.toString());
            return arguments;
        }
    }

    @Benchmark
    @Warmup(iterations = 1, time = 1)
    @OperationsPerInvocation(BATCH)
    public void floor(Floor c, Above above) throws IOException {
        c.server().run("cgroup-create", BATCH, 0, above.floorArguments());
    }

    @Benchmark
    public void jlinux(Above above) throws IOException {
        Cgroup.create(NAME, CgroupLimits.NONE, Set.of()).close();
    }

    /** With a limit of tasks: on a hybrid host in two hierarchies. */
    @Benchmark
    public void jlinuxLimited(Above above) throws IOException {
        Cgroup.create(NAME, above.limits, Set.of(Controller.PIDS)).close();
    }

    @Benchmark
    public void filesCreateDelete(Above above) throws IOException {
        Files.delete(Files.createDirectory(above.directory.resolve(NAME)));
    }
}
