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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One system call, again and again, under a profile and without one. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 1, time = 1)
@Measurement(iterations = 3, time = 1)
@State(Scope.Benchmark)
public abstract class SeccompCall {
    private static final int BATCH = 300_000;

    private final String call;
    private final String argument;

    /**
     * @param name of the system call
     * @param argument its first, in hexadecimal digits
     */
    SeccompCall(String name, String argument) {
        this.call = Integer.toHexString(SeccompArch.current().number(name).orElseThrow());
        this.argument = argument;
    }

    private void call(Floor c, String filter) throws IOException {
        c.server().run("seccomp", BATCH, 0, List.of(filter, call, argument));
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
