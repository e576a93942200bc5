package io.jlinux.benchmarks;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A container with all that the {@code config.json} of {@code runc spec} asks for, from its start to its end, with the no-op in
 * it: back to back.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 3, time = 1)
public class FullContainer {
    private static final int BATCH = 10;

    @Benchmark
    @Warmup(iterations = 1, time = 1)
    @OperationsPerInvocation(BATCH)
    public void floor(Floor c) throws IOException {
        c.burst(Launch.CONTAINER, BATCH);
    }

    @Benchmark
    @Warmup(iterations = 1, time = 1)
    @OperationsPerInvocation(BATCH)
    public void floorInCgroups(Floor c) throws IOException {
        c.burst(Launch.CONTAINER_IN_CGROUPS, BATCH);
    }

    @Benchmark
    @Warmup(iterations = 25, time = 1)
    public int jlinux(Bundle bundle) throws IOException, InterruptedException {
        return bundle.run();
    }

    @Benchmark
    @Warmup(iterations = 25, time = 1)
    public int jlinuxRuntime(StatefulBundle bundle) throws IOException, InterruptedException {
        return bundle.run();
    }

    @Benchmark
    @Warmup(iterations = 25, time = 1)
    public int jlinuxCreateStart(StatefulBundle bundle) throws IOException, InterruptedException {
        return bundle.createStartDelete();
    }

    /** A JVM that has prepared containers before. */
    public static class WarmPrograms extends Programs {
        @Override
        public void prepare() throws IOException {
            super.prepare();
            WarmUp.prepare(() -> JLinuxSpawn.container().explain());
        }
    }

    @Benchmark
    @Warmup(iterations = 25, time = 1)
    public int jlinuxSpawn(WarmPrograms programs) throws IOException, InterruptedException {
        return JLinuxSpawn.run(JLinuxSpawn.container());
    }

    @Benchmark
    @Warmup(iterations = 25, time = 1)
    public int jlinuxPrepared(PreparedPrograms prepared) throws IOException, InterruptedException {
        return JLinuxSpawn.end(prepared.container.start());
    }

    @Benchmark
    @Warmup(iterations = 25, time = 1)
    @OperationsPerInvocation(BATCH)
    public void jlinuxPool(PooledBundle bundle) throws IOException, InterruptedException {
        for (int i = 0; i < BATCH; i++) bundle.run();
    }

    /** A pool that nobody gives the time to refill itself. */
    public static class DrainedPool extends PooledBundle {
        public DrainedPool() {
            super(false);
        }
    }

    @Benchmark
    @Warmup(iterations = 25, time = 1)
    public int jlinuxPoolDrained(DrainedPool bundle) throws IOException, InterruptedException {
        return bundle.run();
    }

    /** A JVM that has prepared containers before. */
    public static class WarmPool extends PooledPrograms {
        @Override
        public void prepare() throws IOException {
            super.prepare();
            WarmUp.prepare(() -> container().explain());
            WarmUp.launch(() -> JLinuxSpawn.run(container()));
        }
    }

    @Benchmark
    @Warmup(iterations = 25, time = 1)
    @OperationsPerInvocation(BATCH)
    public void jlinuxSpawnPool(WarmPool programs) throws IOException, InterruptedException {
        for (int i = 0; i < BATCH; i++) JLinuxSpawn.run(programs.container());
    }

    @Benchmark
    @Warmup(iterations = 1, time = 1)
    @OperationsPerInvocation(BATCH)
    public void bubblewrap(Floor c) throws IOException {
        c.burst(Launch.CONTAINER_BUBBLEWRAP, BATCH);
    }

    @Benchmark
    @Warmup(iterations = 1, time = 1)
    @OperationsPerInvocation(BATCH)
    public void crun(Floor c) throws IOException {
        c.burst(Launch.CONTAINER_CRUN, BATCH);
    }

    @Benchmark
    @Warmup(iterations = 1, time = 1)
    @OperationsPerInvocation(BATCH)
    public void runc(Floor c) throws IOException {
        c.burst(Launch.CONTAINER_RUNC, BATCH);
    }
}
