package io.jlinux.ns;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How a {@link NetworkNamespacePool} is filled and what it does when it is empty. A value.
 *
 * <pre>{@code
 * NetworkPoolOptions.ofSize(32)
 *     .waiting(Duration.ofSeconds(5))
 *     .prepare(ns -> Files.writeString(Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start"), "0"))
 * }</pre>
 *
 * @param size how many namespaces are kept ready, 1 to {@value #MAX_SIZE}; each holds a descriptor and some 200 KiB of
 *     kernel memory, which are charged to this JVM's cgroup
 * @param loopbackUp whether {@code lo} is up in each
 * @param patience how long a taker waits while the pool is empty; empty: the taker makes one for itself
 * @param preparer what is done inside each new namespace
 * @see <a href="https://man7.org/linux/man-pages/man7/network_namespaces.7.html">network_namespaces(7)</a>
 */
public record NetworkPoolOptions(int size, boolean loopbackUp, Optional<Duration> patience, Preparer preparer) {
    /** The largest pool. */
    public static final int MAX_SIZE = 1024;

    private static final Preparer NOTHING = namespace -> {};

    /** Prepares a new namespace: kernel parameters, links, addresses. */
    @FunctionalInterface
    public interface Preparer {
        /**
         * Called once for each namespace, on a thread that is in it; what this thread does with sockets happens there. Must
         * be thread-safe where takers make their own. A namespace whose preparation fails is not handed out.
         *
         * <p>What this thread finds below {@code /proc/thread-self/net} and {@code /proc/sys/net} is the new namespace's;
         * {@code /proc/net} is that of the JVM's main thread. Threads that are started in here stay in the namespace, and
         * keep it.
         *
         * @param namespace the namespace; it belongs to the pool, which gives it away
         * @throws IOException when it cannot be prepared
         */
        void prepare(NamespaceHandle namespace) throws IOException;
    }

    public NetworkPoolOptions {
        if (size < 1 || size > MAX_SIZE) throw new IllegalArgumentException("not a size of a pool: " + size);
        Objects.requireNonNull(preparer, "preparer");
        patience.ifPresent(NetworkPoolOptions::checkPatience);
    }

    private static void checkPatience(Duration patience) {
        if (patience.isNegative()) throw new IllegalArgumentException("a negative time to wait: " + patience);
    }

    /** {@code size} namespaces with {@code lo} up; a taker that finds none makes one for itself. */
    public static NetworkPoolOptions ofSize(int size) {
        return new NetworkPoolOptions(size, true, Optional.empty(), NOTHING);
    }

    /** {@code lo} stays down, as the kernel makes it. */
    public NetworkPoolOptions loopbackDown() {
        return new NetworkPoolOptions(size, false, patience, preparer);
    }

    /**
     * A taker that finds the pool empty waits for the pool's own thread, at most this long: no more namespaces are made
     * than one thread can.
     */
    public NetworkPoolOptions waiting(Duration patience) {
        return new NetworkPoolOptions(size, loopbackUp, Optional.of(patience), preparer);
    }

    /** Done inside each new namespace, after {@code lo} was brought up. */
    public NetworkPoolOptions prepare(Preparer preparer) {
        return new NetworkPoolOptions(size, loopbackUp, patience, preparer);
    }
}
