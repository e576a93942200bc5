package io.jlinux.benchmarks;

import java.io.IOException;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What the contenders that live in the JVM start. */
@State(Scope.Benchmark)
public class Programs {
    String noop = "";

    @Setup(Level.Trial)
    public void prepare() throws IOException {
        Workshop.prepare();
        noop = Workshop.noop().toString();
    }
}
