package io.jlinux.benchmarks;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.Warmup;

/** {@link SpawnNoop} from a process that has 4 GiB of touched memory: what {@code fork} has to copy page tables of. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 8, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(jvmArgsAppend = {"-Xms4g", "-Xmx4g", "-XX:+AlwaysPreTouch"})
public class SpawnFromBigHeap {
    private static final int MEBIBYTES = 4096;

    /** The C floor with as much memory as the JVMs have heap. */
    public static class BigFloor extends Floor {
        @Setup(Level.Trial)
        public void grow() throws IOException {
            server().addBallast(MEBIBYTES);
        }
    }

    @Benchmark
    @Fork(jvmArgsAppend = "-Xmx256m")
    @Warmup(iterations = 1, time = 1)
    public void fork(BigFloor c) throws IOException {
        c.burst(Launch.NOOP_FORK, 1);
    }

    @Benchmark
    public int jlinux(Programs programs) throws IOException, InterruptedException {
        return JLinuxSpawn.run(JLinuxSpawn.of(programs.noop));
    }

    @Benchmark
    public int processBuilder(Programs programs) throws IOException, InterruptedException {
        return JdkProcess.run(programs.noop);
    }
}
