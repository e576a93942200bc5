package io.jlinux.benchmarks;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.CgroupLimits;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Start of the no-op in a cgroup, and the wait for its end, after idleness: when the write of a pid to {@code cgroup.procs}, which
 * is beside it, waits for an RCU grace period.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2)
@Measurement(iterations = 10)
public class SparseCgroupJoin {
    private static final String NAME =
            "jlinux-benchmark-" + ProcessHandle.current().pid();

    @SuppressWarnings("NullAway.Init") // JMH calls the set-up
    public static class FloorLaunch extends AfterIdle.Replay {
        private List<String> arguments = List.of();
        private Cgroup cgroup;

        public FloorLaunch() {
            super(Launch.NOOP);
        }

        @Setup(Level.Trial)
        public void create() throws IOException {
            cgroup = Cgroup.create(NAME + "-c", CgroupLimits.NONE, Set.of());
            arguments = List.of(
                    cgroup.directories().get(0).toString(), Workshop.noop().toString());
        }

        @Override
        long nanos(Floor c) throws IOException {
            return c.server().run("in-cgroup", 1, AfterIdle.IDLE_MILLIS, arguments);
        }

        @TearDown(Level.Trial)
        public void remove() throws IOException {
            cgroup.close();
        }
    }

    /** A cgroup, and a warm JVM. */
    @SuppressWarnings("NullAway.Init") // JMH calls the set-up
    public abstract static class Joined extends Programs {
        private Cgroup cgroup;

        abstract Cgroup create() throws IOException;

        @Override
        public void prepare() throws IOException {
            super.prepare();
            cgroup = create();
            WarmUp.launch(() -> JLinuxSpawn.run(spawn()));
        }

        Spawn spawn() {
            return JLinuxSpawn.of(noop).with(cgroup.placement());
        }

        @TearDown(Level.Trial)
        public void remove() throws IOException {
            cgroup.close();
        }
    }

    /** In the v2 hierarchy. */
    public static class OneHierarchy extends Joined {
        @Override
        Cgroup create() throws IOException {
            return Cgroup.create(NAME, CgroupLimits.NONE, Set.of());
        }
    }

    /** In memory, pids and cpu as well, which are v1 hierarchies on a hybrid host. */
    public static class EveryHierarchy extends Joined {
        @Override
        Cgroup create() throws IOException {
            return Cgroup.create(NAME);
        }
    }

    /** A process that waits, and two cgroups to move it between. */
    @State(Scope.Benchmark)
    @SuppressWarnings("NullAway.Init") // JMH calls the set-up
    public static class Moved {
        private Cgroup one;
        private Cgroup two;
        private LinuxProcess process;
        private boolean turn;

        @Setup(Level.Trial)
        public void create() throws IOException {
            one = Cgroup.create(NAME + "-1", CgroupLimits.NONE, Set.of());
            two = Cgroup.create(NAME + "-2", CgroupLimits.NONE, Set.of());
            process = Spawn.command("/bin/sleep", "1000").with(one.placement()).start();
            WarmUp.launch(this::move);
        }

        void move() throws IOException {
            turn = !turn;
            (turn ? two : one).add(process.pid());
        }

        @TearDown(Level.Trial)
        public void remove() throws IOException {
            process.destroyForcibly();
            one.close();
            two.close();
        }
    }

    @Benchmark
    public void floor(FloorLaunch c) {
        c.play();
    }

    @Benchmark
    public int jlinux(AfterIdle.Pause pause, OneHierarchy joined) throws IOException, InterruptedException {
        return JLinuxSpawn.run(joined.spawn());
    }

    @Benchmark
    public int jlinuxEveryHierarchy(AfterIdle.Pause pause, EveryHierarchy joined)
            throws IOException, InterruptedException {
        return JLinuxSpawn.run(joined.spawn());
    }

    @Benchmark
    public void pidWritten(AfterIdle.Pause pause, Moved moved) throws IOException {
        moved.move();
    }
}
