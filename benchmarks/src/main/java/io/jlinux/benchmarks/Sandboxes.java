package io.jlinux.benchmarks;

import io.jlinux.sandbox.CgroupUse;
import io.jlinux.sandbox.Sandbox;
import io.jlinux.sandbox.SandboxPool;
import io.jlinux.spawn.Stdio;
import java.io.IOException;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** {@code Sandbox.untrusted()} with the no-op in it. */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class Sandboxes {
    static final String NOOP = "/box/noop";

    Sandbox inCgroup;
    Sandbox plain;

    @Setup(Level.Trial)
    public void prepare() throws IOException {
        Workshop.prepare();
        inCgroup = Sandbox.untrusted()
                .bind(Workshop.noop(), NOOP)
                .stdin(Stdio.devNull())
                .output(Stdio.devNull(), Stdio.devNull());
        plain = inCgroup.cgroup(CgroupUse.NEVER);
        WarmUp.prepare(() -> plain.explain(NOOP));
    }

    /** Each burst finds the pool full. */
    public static class Pooled extends Sandboxes {
        private static final int SIZE = 32;

        SandboxPool pool;

        @Override
        public void prepare() throws IOException {
            super.prepare();
            pool = SandboxPool.create(plain, SIZE);
        }

        @Setup(Level.Invocation)
        public void refill() throws InterruptedException {
            while (pool.stats().ready() < SIZE) Thread.sleep(1);
        }

        @TearDown(Level.Trial)
        public void close() {
            pool.close();
        }
    }
}
