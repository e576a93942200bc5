package io.jlinux.benchmarks;

import io.jlinux.ns.Namespace;
import io.jlinux.spawn.Capture;
import io.jlinux.spawn.RunLimits;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** What an init, limits and captured output add to the start and the end of a static program in a pid namespace. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 8, time = 1)
@Measurement(iterations = 3, time = 1)
public class SpawnWithInit {
    private static final RunLimits LIMITS =
            RunLimits.NONE.wallClock(Duration.ofMinutes(1)).cpuTime(Duration.ofMinutes(1));

    @Benchmark
    public int jlinux(Programs programs) throws IOException, InterruptedException {
        return JLinuxSpawn.run(JLinuxSpawn.of(programs.noop).unshare(Namespace.PID));
    }

    @Benchmark
    public int jlinuxInit(Programs programs) throws IOException, InterruptedException {
        return JLinuxSpawn.run(
                JLinuxSpawn.of(programs.noop).unshare(Namespace.PID).init());
    }

    @Benchmark
    public int jlinuxLimits(Programs programs) throws IOException, InterruptedException {
        return JLinuxSpawn.run(
                JLinuxSpawn.of(programs.noop).unshare(Namespace.PID).limits(LIMITS));
    }

    @Benchmark
    public int jlinuxCapture(Programs programs) throws IOException, InterruptedException {
        return JLinuxSpawn.run(JLinuxSpawn.of(programs.noop)
                .unshare(Namespace.PID)
                .stdout(Capture.head(4096).stdio()));
    }
}
