package io.jlinux.benchmarks;

import io.jlinux.security.seccomp.SeccompArch;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** personality(2) with the argument that the profile allows: the filter is run each time. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 1, time = 1)
@Measurement(iterations = 3, time = 1)
public class SeccompArgument {
    private static final int BATCH = 300_000;
    private static final String CALL =
            Integer.toHexString(SeccompArch.current().number("personality").orElseThrow());

    private static void call(Floor c, String filter) throws IOException {
        c.server().run("seccomp", BATCH, 0, List.of(filter, CALL, "ffffffff"));
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void floor(Floor c) throws IOException {
        call(c, "-");
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void jlinux(Floor c, SeccompFilters f) throws IOException {
        call(c, f.jlinux().toString());
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void libseccomp(Floor c, SeccompFilters f) throws IOException {
        call(c, f.libseccomp().toString());
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void libseccompOptimized(Floor c, SeccompFilters f) throws IOException {
        call(c, f.optimized().toString());
    }
}
