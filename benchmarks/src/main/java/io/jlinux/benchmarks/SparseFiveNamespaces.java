package io.jlinux.benchmarks;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** Start of the no-op in five namespaces of its own, and the wait for its end: one launch after idleness. */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2)
@Measurement(iterations = 10)
public class SparseFiveNamespaces {
    public static class FloorLaunch extends AfterIdle.Replay {
        public FloorLaunch() {
            super(Launch.FIVE_NAMESPACES);
        }
    }

    public static class UnshareLaunch extends AfterIdle.Replay {
        public UnshareLaunch() {
            super(Launch.FIVE_NAMESPACES_UNSHARE);
        }
    }

    public static class WarmSpawn extends Programs {
        @Override
        public void prepare() throws IOException {
            super.prepare();
            WarmUp.launch(() -> JLinuxSpawn.run(JLinuxSpawn.of(noop).unshare(JLinuxSpawn.FIVE)));
        }
    }

    public static class WarmPool extends PooledPrograms {
        @Override
        public void prepare() throws IOException {
            super.prepare();
            WarmUp.launch(() -> JLinuxSpawn.run(fiveNamespaces()));
        }
    }

    @Benchmark
    public void floor(FloorLaunch c) {
        c.play();
    }

    @Benchmark
    public int jlinux(AfterIdle.Pause pause, WarmSpawn programs) throws IOException, InterruptedException {
        return JLinuxSpawn.run(JLinuxSpawn.of(programs.noop).unshare(JLinuxSpawn.FIVE));
    }

    @Benchmark
    public int jlinuxPool(AfterIdle.Pause pause, WarmPool programs) throws IOException, InterruptedException {
        return JLinuxSpawn.run(programs.fiveNamespaces());
    }

    @Benchmark
    public void unshare(UnshareLaunch c) {
        c.play();
    }
}
