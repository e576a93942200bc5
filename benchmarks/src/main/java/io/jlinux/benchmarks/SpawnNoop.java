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

/** Start of a static program that does nothing, and the wait for its end: back to back. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 8, time = 1)
@Measurement(iterations = 3, time = 1)
public class SpawnNoop {
    private static final int BATCH = 200;

    @Benchmark
    @Warmup(iterations = 1, time = 1)
    @OperationsPerInvocation(BATCH)
    public void floor(Floor c) throws IOException {
        c.burst(Launch.NOOP, BATCH);
    }

    @Benchmark
    @Warmup(iterations = 1, time = 1)
    @OperationsPerInvocation(BATCH)
    public void posixSpawn(Floor c) throws IOException {
        c.burst(Launch.NOOP_POSIX_SPAWN, BATCH);
    }

    @Benchmark
    @Warmup(iterations = 1, time = 1)
    @OperationsPerInvocation(BATCH)
    public void fork(Floor c) throws IOException {
        c.burst(Launch.NOOP_FORK, BATCH);
    }

    @Benchmark
    public int jlinux(Programs programs) throws IOException, InterruptedException {
        return JLinuxSpawn.run(JLinuxSpawn.of(programs.noop));
    }

    /** Asked for once and started again and again, instead of asked for each time. */
    @Benchmark
    public int jlinuxPrepared(PreparedPrograms programs) throws IOException, InterruptedException {
        return JLinuxSpawn.end(programs.noop.start());
    }

    @Benchmark
    public int processBuilder(Programs programs) throws IOException, InterruptedException {
        return JdkProcess.run(programs.noop);
    }
}
