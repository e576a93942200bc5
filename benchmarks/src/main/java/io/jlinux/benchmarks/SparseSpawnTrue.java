package io.jlinux.benchmarks;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Start of {@code /bin/true}, and the wait for its end: one launch after idleness. */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2)
@Measurement(iterations = 10)
public class SparseSpawnTrue {
    private static final String PROGRAM = "/bin/true";

    public static class FloorLaunch extends AfterIdle.Replay {
        public FloorLaunch() {
            super(Launch.TRUE);
        }
    }

    @Benchmark
    public void floor(FloorLaunch c) {
        c.play();
    }

    @Benchmark
    public int jlinux(AfterIdle.Pause pause, WarmSpawn warm) throws IOException, InterruptedException {
        return JLinuxSpawn.run(JLinuxSpawn.of(PROGRAM));
    }

    @Benchmark
    public int processBuilder(AfterIdle.Pause pause, WarmProcessBuilder warm) throws IOException, InterruptedException {
        return JdkProcess.run(PROGRAM);
    }

    /** A warm JVM: what is sparse is the launch, not the compiled code. */
    @State(Scope.Benchmark)
    public static class WarmSpawn {
        @Setup
        public void warmUp() throws IOException {
            WarmUp.launch(() -> JLinuxSpawn.run(JLinuxSpawn.of(PROGRAM)));
        }
    }

    /** As above. */
    @State(Scope.Benchmark)
    public static class WarmProcessBuilder {
        @Setup
        public void warmUp() throws IOException {
            WarmUp.launch(() -> JdkProcess.run(PROGRAM));
        }
    }
}
