package io.jlinux.benchmarks;

import io.jlinux.sandbox.SandboxProcess;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** Start of the no-op in {@code Sandbox.untrusted()}, the wait for its end, and what remains to be cleaned up: back to back. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 25, time = 1)
@Measurement(iterations = 3, time = 1)
public class SandboxNoop {
    private static final int BATCH = 10;

    @Benchmark
    @Warmup(iterations = 1, time = 1)
    @OperationsPerInvocation(BATCH)
    public void floor(Floor c) throws IOException {
        c.burst(Launch.SANDBOX, BATCH);
    }

    /** Without a cgroup, as the floor and bubblewrap. */
    @Benchmark
    public int jlinux(Sandboxes s) throws IOException, InterruptedException {
        return end(s.plain.start(Sandboxes.NOOP));
    }

    @Benchmark
    public int jlinuxInCgroup(Sandboxes s) throws IOException, InterruptedException {
        return end(s.inCgroup.start(Sandboxes.NOOP));
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void jlinuxPool(Sandboxes.Pooled s) throws IOException, InterruptedException {
        for (int i = 0; i < BATCH; i++) end(s.pool.start(Sandboxes.NOOP));
    }

    @Benchmark
    @Warmup(iterations = 1, time = 1)
    @OperationsPerInvocation(BATCH)
    public void bubblewrap(Floor c) throws IOException {
        c.burst(Launch.SANDBOX_BUBBLEWRAP, BATCH);
    }

    private static int end(SandboxProcess started) throws IOException, InterruptedException {
        try (SandboxProcess p = started) {
            int code = p.process().waitFor();
            if (code != 0) throw new IllegalStateException("the program ended with " + code);
            return code;
        }
    }
}
