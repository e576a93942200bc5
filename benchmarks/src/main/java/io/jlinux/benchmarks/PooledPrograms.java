package io.jlinux.benchmarks;

import io.jlinux.ns.Namespace;
import io.jlinux.ns.NetworkNamespacePool;
import io.jlinux.ns.NetworkPoolOptions;
import io.jlinux.spawn.Spawn;
import java.io.IOException;
import java.time.Duration;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Programs whose network namespace is taken from a pool; the others are new as ever. */
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class PooledPrograms extends Programs {
    private static final int SIZE = 64;
    private static final Namespace[] OTHER_FOUR = {Namespace.PID, Namespace.MOUNT, Namespace.UTS, Namespace.IPC};

    NetworkNamespacePool pool;

    static NetworkNamespacePool pool() throws IOException {
        return NetworkNamespacePool.create(NetworkPoolOptions.ofSize(SIZE));
    }

    @Override
    public void prepare() throws IOException {
        super.prepare();
        pool = pool();
    }

    /** A burst finds the pool full. */
    @Setup(Level.Invocation)
    public void refill() throws InterruptedException {
        fill(pool);
    }

    static void fill(NetworkNamespacePool pool) throws InterruptedException {
        if (!pool.awaitFull(Duration.ofMinutes(1))) throw new IllegalStateException("not full: " + pool);
    }

    @TearDown(Level.Trial)
    public void close() {
        pool.close();
    }

    Spawn fiveNamespaces() {
        return JLinuxSpawn.of(noop).unshare(OTHER_FOUR).networkFrom(pool);
    }

    Spawn container() {
        return JLinuxSpawn.container(spawn -> spawn.unshare(OTHER_FOUR).networkFrom(pool));
    }
}
