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

/** Start of the no-op in pid, mount, uts, ipc and network namespaces of its own, and the wait for its end: back to back. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 12, time = 1)
@Measurement(iterations = 3, time = 1)
public class SpawnFiveNamespaces {
    private static final int BATCH = 20;

    @Benchmark
    @Warmup(iterations = 1, time = 1)
    @OperationsPerInvocation(BATCH)
    public void floor(Floor c) throws IOException {
        c.burst(Launch.FIVE_NAMESPACES, BATCH);
    }

    @Benchmark
    public int jlinux(Programs programs) throws IOException, InterruptedException {
        return JLinuxSpawn.run(JLinuxSpawn.of(programs.noop).unshare(JLinuxSpawn.FIVE));
    }

    /** Asked for once and started again and again, instead of asked for each time. */
    @Benchmark
    public int jlinuxPrepared(PreparedPrograms programs) throws IOException, InterruptedException {
        return JLinuxSpawn.end(programs.fiveNamespaces.start());
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void jlinuxPool(PooledPrograms programs) throws IOException, InterruptedException {
        for (int i = 0; i < BATCH; i++) JLinuxSpawn.run(programs.fiveNamespaces());
    }

    @Benchmark
    @Warmup(iterations = 1, time = 1)
    @OperationsPerInvocation(BATCH)
    public void unshare(Floor c) throws IOException {
        c.burst(Launch.FIVE_NAMESPACES_UNSHARE, BATCH);
    }

    @Benchmark
    @Warmup(iterations = 1, time = 1)
    @OperationsPerInvocation(BATCH)
    public void bubblewrap(Floor c) throws IOException {
        c.burst(Launch.FIVE_NAMESPACES_BUBBLEWRAP, BATCH);
    }
}
