package io.jlinux.sandbox;

import io.jlinux.ns.Namespace;
import io.jlinux.spawn.PreparedSpawn;
import io.jlinux.spawn.UserNamespaces;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warm sandboxes, for a judge that starts one after the other: of each, what takes longest is made ahead, by a thread of the
 * pool's own: its user, network, IPC and UTS namespaces, and its cgroup with the limits.
 *
 * <pre>{@code
 * try (SandboxPool pool = SandboxPool.create(Sandbox.untrusted(), 16);
 *         SandboxProcess p = pool.start(s -> s.bind(submission, "/box"), "/box/a.out")) { … }
 * }</pre>
 *
 * <p>A warm sandbox is used once, by one program, and thrown away: nothing of one program reaches another. When none is ready,
 * a start makes its own, as {@link Sandbox#start} does. What is ready is looked at before it is given out, and replaced where
 * somebody has removed its cgroup. The mounts are made by the start itself, since they belong to the program.
 *
 * <p>Owned: {@link #close()} ends the thread and removes what was not used; what was started is not touched. Thread-safe.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/namespaces.7.html">namespaces(7)</a>
 */
public final class SandboxPool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SandboxPool.class);
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final long QUIET_MILLIS = 10;
    private static final long QUIET = TimeUnit.MILLISECONDS.toNanos(QUIET_MILLIS);
    private static final long FIRST_PAUSE = 10;
    private static final long LONGEST_PAUSE = 2_000;

    /** One sandbox without its program. */
    private record Warm(UserNamespaces namespaces, SandboxCgroup cgroup) {
        boolean isSound() {
            try {
                if (cgroup.cgroup().isEmpty()
                        || cgroup.cgroup().get().read("cgroup.procs").isPresent()) return true;
            } catch (LinuxException e) {
                LOG.debug("a warm sandbox cannot be looked at", e);
            }
            LOG.warn("the cgroup of a warm sandbox was removed: {}", cgroup);
            return false;
        }

        void close() {
            namespaces.close();
            try {
                cgroup.close();
            } catch (LinuxException e) {
                LOG.warn("the cgroup of a warm sandbox stays", e);
            }
        }
    }

    /**
     * What a pool has done.
     *
     * @param ready how many are warm now
     * @param taken how many starts found a warm one
     * @param missed how many did not, and made their own
     * @param discarded how many had become unusable before they were used
     */
    public record Stats(int ready, long taken, long missed, long discarded) {}

    private final Sandbox sandbox;
    private final int size;
    private final BlockingQueue<Warm> ready;
    private final Thread thread;
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong missed = new AtomicLong();
    private final AtomicLong discarded = new AtomicLong();
    private volatile long lastTaken = System.nanoTime();
    private volatile boolean closed;
    private volatile @Nullable PreparedStart last;

    private SandboxPool(Sandbox sandbox, int size) {
        this.sandbox = sandbox;
        this.size = size;
        this.ready = new LinkedBlockingQueue<>(size);
        this.thread = new Thread(this::fill, "jlinux-sandbox-pool-" + NUMBER.incrementAndGet());
        thread.setDaemon(true);
    }

    /**
     * Starts a pool, and returns when its first sandbox is ready; the others follow in the background.
     *
     * @param size how many are kept ready, 1 to 1000
     * @throws IOException when a first one cannot be made; nothing is left
     */
    public static SandboxPool create(Sandbox sandbox, int size) throws IOException {
        if (size < 1 || size > 1000) throw new IllegalArgumentException("not a size of a pool: " + size);
        SandboxPool pool = new SandboxPool(sandbox, size);
        pool.ready.add(pool.make());
        pool.thread.start();
        return pool;
    }

    private Warm make() throws IOException {
        Settings s = sandbox.settings();
        List<Namespace> others = new ArrayList<>(List.of(Namespace.IPC, Namespace.UTS));
        // the loopback link is brought up by the start, in a namespace of its own
        if (s.network == Network.NONE) others.add(Namespace.NET);
        SandboxCgroup cgroup = sandbox.newCgroup();
        boolean made = false;
        try {
            Warm warm = new Warm(UserNamespaces.create(s.identity.map(), others.toArray(Namespace[]::new)), cgroup);
            made = true;
            return warm;
        } finally {
            if (!made) cgroup.close();
        }
    }

    /** Starts a program in a warm sandbox, if there is one. As {@link Sandbox#start(List)}. */
    public SandboxProcess start(String... command) throws IOException {
        return start(UnaryOperator.identity(), List.of(command));
    }

    /** As {@link #start(UnaryOperator, List)}. */
    public SandboxProcess start(UnaryOperator<Sandbox> change, String... command) throws IOException {
        return start(change, List.of(command));
    }

    /**
     * Starts a program in a warm sandbox, if there is one, with changes for this one start, such as a bind of its files.
     *
     * @param change must leave what is made ahead as it is: identity, network, limits and cgroup
     * @throws IllegalArgumentException when it does not
     * @throws IllegalStateException when the pool is closed
     * @throws IOException as {@link Sandbox#start(List)}
     */
    public SandboxProcess start(UnaryOperator<Sandbox> change, List<String> command) throws IOException {
        Sandbox changed = change.apply(sandbox);
        if (!changed.settings().sameAhead(sandbox.settings())) {
            throw new IllegalArgumentException(
                    "identity, network, limits and cgroup are those of the pool, which makes them ahead");
        }
        Warm warm = take();
        if (warm == null) return changed.start(command);
        try {
            return start(changed, warm, command);
        } finally {
            warm.namespaces.close();
        }
    }

    private SandboxProcess start(Sandbox changed, Warm warm, List<String> command) throws IOException {
        Sandbox inside = changed.in(warm.namespaces.handles());
        // a change may be another one each time
        if (changed != sandbox || !sandbox.settings().custom.isEmpty()) {
            return SandboxProcess.start(inside.spawn(command), warm.cgroup);
        }
        PreparedStart known = PreparedStart.after(last, inside.settings(), command);
        last = known;
        PreparedSpawn prepared = known.spawn();
        return prepared == null
                ? SandboxProcess.start(inside.spawn(command), warm.cgroup)
                : SandboxProcess.start(prepared.command(command), warm.cgroup, List.of(warm.namespaces.handles()));
    }

    private @Nullable Warm take() {
        if (closed) throw new IllegalStateException("the pool of sandboxes is closed");
        lastTaken = System.nanoTime();
        for (Warm warm = ready.poll(); warm != null; warm = ready.poll()) {
            if (warm.isSound()) {
                taken.incrementAndGet();
                return warm;
            }
            discarded.incrementAndGet();
            warm.close();
        }
        missed.incrementAndGet();
        return null;
    }

    private void fill() {
        long pause = 0;
        while (!closed) {
            Warm warm = null;
            try {
                if (pause > 0) Thread.sleep(pause);
                awaitQuiet();
                warm = make();
                ready.put(warm);
                warm = null;
                pause = 0;
            } catch (InterruptedException e) {
                LOG.debug("the pool's thread was interrupted, by close()");
            } catch (IOException | RuntimeException e) {
                if (pause == 0 && !closed) LOG.warn("no sandbox could be made ahead", e);
                pause = pause == 0 ? FIRST_PAUSE : Math.min(LONGEST_PAUSE, 2 * pause);
            } finally {
                if (warm != null) warm.close();
            }
        }
    }

    /** Making one beside a start would slow that start down by as much as the pool saves it. */
    private void awaitQuiet() throws InterruptedException {
        while (ready.size() > size / 4 && System.nanoTime() - lastTaken < QUIET) Thread.sleep(QUIET_MILLIS / 2);
    }

    public Stats stats() {
        return new Stats(ready.size(), taken.get(), missed.get(), discarded.get());
    }

    /** Where the cgroup of the next one is. For tests. */
    Optional<String> nextCgroup() {
        Warm warm = ready.peek();
        return warm == null ? Optional.empty() : warm.cgroup.cgroup().map(Object::toString);
    }

    /** How many are kept ready. */
    public int size() {
        return size;
    }

    /** Ends the pool's thread and removes what was not used. Later starts are refused; those at work are not touched. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        for (Warm warm = ready.poll(); warm != null; warm = ready.poll()) warm.close();
        if (interrupted) Thread.currentThread().interrupt();
    }

    @Override
    public String toString() {
        return "pool of " + size + " warm sandboxes: " + stats();
    }
}
