package io.jlinux.benchmarks;

import java.io.IOException;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Sparse launches: one at a time, after the machine was idle for so long that the kernel's batching no longer helps. */
public final class AfterIdle {
    static final int IDLE_MILLIS = 120;

    private AfterIdle() {}

    /** For a contender that lives in the JVM: sleeps before each launch. */
    @State(Scope.Benchmark)
    public static class Pause {
        @Setup(Level.Invocation)
        public void sleep() throws InterruptedException {
            Thread.sleep(IDLE_MILLIS);
        }
    }

    /**
     * For a contender that the C floor starts and measures: the launch takes place before the invocation, which then lasts as
     * long as the floor says that the launch took. So JMH sees the launch without the pause and without the pipe.
     */
    @State(Scope.Benchmark)
    public abstract static class Replay {
        private final Launch launch;
        private long nanos;

        Replay(Launch launch) {
            this.launch = launch;
        }

        @Setup(Level.Invocation)
        public void launch(Floor c) throws IOException {
            nanos = nanos(c);
        }

        /** Launches, and returns how long that took. */
        long nanos(Floor c) throws IOException {
            return c.sparse(launch, IDLE_MILLIS);
        }

        void play() {
            long start = System.nanoTime();
            while (System.nanoTime() - start < nanos) Thread.onSpinWait();
        }
    }
}
