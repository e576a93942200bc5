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

/** Start of {@code /bin/true}, a program with a dynamic loader and a C library, and the wait for its end: back to back. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 8, time = 1)
@Measurement(iterations = 3, time = 1)
public class SpawnTrue {
    private static final int BATCH = 50;

    @Benchmark
    @Warmup(iterations = 1, time = 1)
    @OperationsPerInvocation(BATCH)
    public void floor(Floor c) throws IOException {
        c.burst(Launch.TRUE, BATCH);
    }

    @Benchmark
    @Warmup(iterations = 1, time = 1)
    @OperationsPerInvocation(BATCH)
    public void posixSpawn(Floor c) throws IOException {
        c.burst(Launch.TRUE_POSIX_SPAWN, BATCH);
    }

    @Benchmark
    public int jlinux() throws IOException, InterruptedException {
        return JLinuxSpawn.run(JLinuxSpawn.of("/bin/true"));
    }

    @Benchmark
    public int processBuilder() throws IOException, InterruptedException {
        return JdkProcess.run("/bin/true");
    }
}
