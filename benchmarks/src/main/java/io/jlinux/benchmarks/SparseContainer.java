package io.jlinux.benchmarks;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** A container with all that the {@code config.json} of {@code runc spec} asks for: one launch after idleness. */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2)
@Measurement(iterations = 10)
public class SparseContainer {
    public static class FloorLaunch extends AfterIdle.Replay {
        public FloorLaunch() {
            super(Launch.CONTAINER);
        }
    }

    public static class FloorInCgroupsLaunch extends AfterIdle.Replay {
        public FloorInCgroupsLaunch() {
            super(Launch.CONTAINER_IN_CGROUPS);
        }
    }

    public static class BubblewrapLaunch extends AfterIdle.Replay {
        public BubblewrapLaunch() {
            super(Launch.CONTAINER_BUBBLEWRAP);
        }
    }

    public static class CrunLaunch extends AfterIdle.Replay {
        public CrunLaunch() {
            super(Launch.CONTAINER_CRUN);
        }
    }

    public static class RuncLaunch extends AfterIdle.Replay {
        public RuncLaunch() {
            super(Launch.CONTAINER_RUNC);
        }
    }

    public static class WarmBundle extends Bundle {
        @Override
        public void load() throws IOException {
            super.load();
            WarmUp.containers(this::run);
        }
    }

    public static class WarmRuntime extends StatefulBundle {
        @Override
        public void load() throws IOException {
            super.load();
            WarmUp.containers(this::run);
        }
    }

    public static class WarmSpawn extends Programs {
        @Override
        public void prepare() throws IOException {
            super.prepare();
            WarmUp.prepare(() -> JLinuxSpawn.container().explain());
            WarmUp.launch(() -> JLinuxSpawn.run(JLinuxSpawn.container()));
        }
    }

    public static class WarmPool extends PooledPrograms {
        @Override
        public void prepare() throws IOException {
            super.prepare();
            WarmUp.prepare(() -> container().explain());
            WarmUp.launch(() -> JLinuxSpawn.run(container()));
        }
    }

    @Benchmark
    public void floor(FloorLaunch c) {
        c.play();
    }

    @Benchmark
    public void floorInCgroups(FloorInCgroupsLaunch c) {
        c.play();
    }

    @Benchmark
    public int jlinux(AfterIdle.Pause pause, WarmBundle bundle) throws IOException, InterruptedException {
        return bundle.run();
    }

    @Benchmark
    public int jlinuxRuntime(AfterIdle.Pause pause, WarmRuntime bundle) throws IOException, InterruptedException {
        return bundle.run();
    }

    @Benchmark
    public int jlinuxSpawn(AfterIdle.Pause pause, WarmSpawn programs) throws IOException, InterruptedException {
        return JLinuxSpawn.run(JLinuxSpawn.container());
    }

    @Benchmark
    public int jlinuxPool(AfterIdle.Pause pause, PooledBundle bundle) throws IOException, InterruptedException {
        return bundle.run();
    }

    @Benchmark
    public int jlinuxSpawnPool(AfterIdle.Pause pause, WarmPool programs) throws IOException, InterruptedException {
        return JLinuxSpawn.run(programs.container());
    }

    @Benchmark
    public void bubblewrap(BubblewrapLaunch c) {
        c.play();
    }

    @Benchmark
    public void crun(CrunLaunch c) {
        c.play();
    }

    @Benchmark
    public void runc(RuncLaunch c) {
        c.play();
    }
}
