package io.jlinux.benchmarks;

import io.jlinux.ns.NetworkNamespacePool;
import io.jlinux.oci.OciBundle;
import java.io.IOException;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** The same bundle, whose containers take their network namespace from a pool. */
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class PooledBundle extends Bundle {
    private final boolean refills;
    private NetworkNamespacePool pool;

    public PooledBundle() {
        this(true);
    }

    /** {@code refills}: each burst finds the pool full. */
    PooledBundle(boolean refills) {
        this.refills = refills;
    }

    @Override
    OciBundle open() throws IOException {
        pool = PooledPrograms.pool();
        return super.open().networkFrom(pool);
    }

    /** Waiting for a full pool leaves fewer launches to a warm-up. */
    @Override
    public void load() throws IOException {
        super.load();
        WarmUp.launch(this::run);
    }

    @Setup(Level.Invocation)
    public void refill() throws InterruptedException {
        if (refills) PooledPrograms.fill(pool);
    }

    @TearDown(Level.Trial)
    public void close() {
        pool.close();
    }
}
