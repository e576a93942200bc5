package io.jlinux.benchmarks;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** Start of a static program that does nothing, and the wait for its end: one launch after idleness. */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2)
@Measurement(iterations = 10)
public class SparseSpawnNoop {
    public static class FloorLaunch extends AfterIdle.Replay {
        public FloorLaunch() {
            super(Launch.NOOP);
        }
    }

    @Benchmark
    public void floor(FloorLaunch c) {
        c.play();
    }

    @Benchmark
    public int jlinux(AfterIdle.Pause pause, WarmSpawn programs) throws IOException, InterruptedException {
        return JLinuxSpawn.run(JLinuxSpawn.of(programs.noop));
    }

    @Benchmark
    public int processBuilder(AfterIdle.Pause pause, WarmProcessBuilder programs)
            throws IOException, InterruptedException {
        return JdkProcess.run(programs.noop);
    }

    /** A warm JVM: what is sparse is the launch, not the compiled code. */
    public static class WarmSpawn extends Programs {
        @Override
        public void prepare() throws IOException {
            super.prepare();
            WarmUp.launch(() -> JLinuxSpawn.run(JLinuxSpawn.of(noop)));
        }
    }

    public static class WarmProcessBuilder extends Programs {
        @Override
        public void prepare() throws IOException {
            super.prepare();
            WarmUp.launch(() -> JdkProcess.run(noop));
        }
    }
}
