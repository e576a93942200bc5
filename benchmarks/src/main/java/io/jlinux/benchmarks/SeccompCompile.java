package io.jlinux.benchmarks;

import io.jlinux.security.seccomp.SeccompFilter;
import io.jlinux.security.seccomp.SeccompPolicy;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A profile of 300 calls on three architectures becomes a filter. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@State(Scope.Benchmark)
public class SeccompCompile {
    private final SeccompPolicy policy = SeccompFilters.policy();
    private long address;

    /** Of a policy that is there; an address that changes keeps the compiled filter from being found again. */
    @Benchmark
    public SeccompFilter jlinux() {
        return policy.filterWaitingAt(address += 8, 8);
    }

    /** By a C program with libseccomp, its start included. */
    @Benchmark
    public SeccompFilter libseccompOptimized() throws IOException {
        return SeccompFilters.built(2);
    }
}
