package io.jlinux.ns;

import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Network namespaces made ahead: making one costs several times what entering one costs, and most of what a container's
 * start costs.
 *
 * <pre>{@code
 * try (NetworkNamespacePool pool = NetworkNamespacePool.create(NetworkPoolOptions.ofSize(16))) {
 *     Spawn.command("/bin/server").unshare(Namespace.PID, Namespace.MOUNT).networkFrom(pool).start();
 *     OciBundle.load(Path.of("/bundles/web")).networkFrom(pool).run("web-1");
 *     NamespaceHandle mine = pool.take();
 * }
 * }</pre>
 *
 * <p>A daemon thread of the pool's own fills it: unshare(2), {@code lo} up, the {@link NetworkPoolOptions.Preparer}, home
 * again; it stays in none of them. It works while nobody takes: 10 ms after the last one was taken, or at once when
 * fewer than a quarter are left. So a pool should hold what the longest burst of starts needs. A namespace is handed out once, to one taker, who owns it: it ends when its handle is
 * closed and no process, socket or mount holds it any more. It never comes back into the pool.
 *
 * <p>The namespaces belong to the user namespace of this JVM, so making them needs {@code CAP_SYS_ADMIN} there, and root
 * of a <em>new</em> user namespace has no rights over them.
 *
 * <p>Owned: {@link #close()} ends the thread and drops what was not taken. Thread-safe; also for virtual threads.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/network_namespaces.7.html">network_namespaces(7)</a>
 */
public final class NetworkNamespacePool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NetworkNamespacePool.class);
    private static final AtomicInteger NUMBER = new AtomicInteger();
    /** Making one beside a start would slow that start down by as much as the pool saves it. */
    private static final long QUIET = TimeUnit.MILLISECONDS.toNanos(10);

    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(2);

    private final NetworkPoolOptions options;
    private final NetworkMaker maker;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    /** For the pool's thread: there is room, or somebody waits, or the end has come. */
    private final Condition work = lock.newCondition();
    /** For takers: an attempt has ended, or the pool is closed. */
    private final Condition outcome = lock.newCondition();

    // ---- guarded by the lock
    private final Deque<NamespaceHandle> ready = new ArrayDeque<>();
    private boolean closed;
    private boolean idle;
    private boolean urgent;
    private int hurried;
    private long lastTaken = System.nanoTime() - QUIET;
    private long pause;
    private @Nullable Exception failure;
    private long made;
    private long taken;
    private long missed;
    private long failed;
    private long discarded;

    private NetworkNamespacePool(NetworkPoolOptions options) {
        this.options = options;
        this.maker = new NetworkMaker(options);
        this.thread = daemon("jlinux-netns-pool-" + NUMBER.incrementAndGet(), this::fill);
    }

    private static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(null, task, name, 0, false);
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Starts a pool, and returns when its first namespace is ready; the others follow in the background.
     *
     * @throws LinuxException {@code EPERM} without {@code CAP_SYS_ADMIN}; {@code ENOSPC} at the limit of namespaces
     * @throws IOException what the preparer threw
     */
    public static NetworkNamespacePool create(NetworkPoolOptions options) throws IOException {
        NetworkNamespacePool pool = new NetworkNamespacePool(options);
        pool.thread.start();
        Exception refused = pool.awaitFirst();
        if (refused == null) return pool;
        pool.close();
        if (refused instanceof LinuxException e
                && e.errno() == Errno.EPERM
                && e.operation().equals("unshare")) {
            throw new LinuxException(
                    "create",
                    "a pool of network namespaces",
                    e.rawErrno(),
                    null,
                    "it needs CAP_SYS_ADMIN in this JVM's user namespace; an ordinary user's process gets a network"
                            + " namespace together with a user namespace: Spawn.unshare(Namespace.USER, Namespace.NET)");
        }
        throw copy(refused);
    }

    private @Nullable Exception awaitFirst() {
        lock.lock();
        try {
            while (ready.isEmpty() && failure == null && !closed) outcome.awaitUninterruptibly();
            return ready.isEmpty() && failure == null ? new IllegalStateException("the pool's thread ended") : failure;
        } finally {
            lock.unlock();
        }
    }

    /** What it was made with. */
    public NetworkPoolOptions options() {
        return options;
    }

    /**
     * A namespace that nobody has used before. The caller owns it and closes the handle.
     *
     * <p>When the pool is empty, the taker makes one for itself, on a thread of its own, or waits, as the options say.
     *
     * @throws IllegalStateException when the pool is closed
     * @throws LinuxException the kernel's refusal to make one; {@code EAGAIN} when none was ready in time, {@code
     *     EINTR} when interrupted while waiting
     * @throws IOException what the preparer threw
     */
    public NamespaceHandle take() throws IOException {
        while (true) {
            NamespaceHandle handle = next();
            if (handle == null) return takeOwn();
            boolean sound = NetworkMaker.isSound(handle);
            count(sound);
            if (sound) return handle;
            // not closed: the number may be somebody else's file by now
            LOG.error("the descriptor of {} was closed behind the pool's back", handle);
        }
    }

    private void count(boolean sound) {
        lock.lock();
        try {
            if (sound) taken++;
            else discarded++;
        } finally {
            lock.unlock();
        }
    }

    /** From the pool, or null when it is empty and takers make their own. */
    private @Nullable NamespaceHandle next() throws IOException {
        lock.lock();
        try {
            checkOpen();
            if (ready.isEmpty()) {
                missed++;
                if (options.patience().isEmpty()) return null;
                awaitOne(options.patience().get());
            }
            lastTaken = System.nanoTime();
            NamespaceHandle handle = ready.removeFirst();
            // a thread that only waits for quiet is left to it: waking it costs the start
            if (idle || isLow()) work.signal();
            return handle;
        } finally {
            lock.unlock();
        }
    }

    private void awaitOne(Duration patience) throws IOException {
        long left = nanos(patience);
        long failedBefore = failed;
        try {
            while (ready.isEmpty()) {
                Exception e = failure;
                if (failed != failedBefore && e != null) throw copy(e);
                if (left <= 0) throw new LinuxException("take", "a network namespace", Errno.EAGAIN.number(), late());
                urgent = true;
                work.signal();
                left = outcome.awaitNanos(left);
                checkOpen();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LinuxException("take", "a network namespace", Errno.EINTR.number());
        }
    }

    private String late() {
        return "none of the pool was ready within " + options.patience().orElseThrow();
    }

    private NamespaceHandle takeOwn() throws IOException {
        List<NamespaceHandle> own = new ArrayList<>(1);
        List<Throwable> refused = new ArrayList<>(1);
        Thread helper = daemon("jlinux-netns-taker", () -> {
            try {
                own.add(maker.make());
            } catch (IOException | RuntimeException | Error e) {
                refused.add(e);
            }
        });
        helper.start();
        joinUninterruptibly(helper);
        lock.lock();
        try {
            if (refused.isEmpty()) {
                made++;
                taken++;
                return own.get(0);
            }
            failed++;
        } finally {
            lock.unlock();
        }
        if (refused.get(0) instanceof Exception e) throw copy(e);
        throw (Error) refused.get(0);
    }

    private void checkOpen() {
        if (closed) throw new IllegalStateException("the pool of network namespaces is closed");
    }

    /** An exception of another thread, with this thread's trace and that one as its cause. */
    private static IOException copy(Exception e) {
        IOException copy = e instanceof LinuxException l
                ? new LinuxException(l.operation(), l.target(), l.rawErrno(), l.detail(), l.hint())
                : new IOException("a network namespace could not be made: " + e.getMessage());
        copy.initCause(e);
        return copy;
    }

    /** Waits until the pool is full; false when it was not within {@code patience}. */
    public boolean awaitFull(Duration patience) throws InterruptedException {
        long left = nanos(patience);
        lock.lockInterruptibly();
        try {
            hurried++;
            work.signal();
            while (ready.size() < options.size()) {
                checkOpen();
                if (left <= 0) return false;
                left = outcome.awaitNanos(left);
            }
            return true;
        } finally {
            hurried--;
            lock.unlock();
        }
    }

    private static long nanos(Duration duration) {
        return duration.compareTo(Duration.ofDays(1)) > 0 ? TimeUnit.DAYS.toNanos(1) : duration.toNanos();
    }

    /** How full it is at this moment, and what it has done since it was made. */
    public NetworkPoolStats stats() {
        lock.lock();
        try {
            return new NetworkPoolStats(ready.size(), made, taken, missed, failed, discarded);
        } finally {
            lock.unlock();
        }
    }

    // ---- the pool's thread

    private void fill() {
        try {
            while (awaitRoom()) {
                NamespaceHandle handle = null;
                Exception refused = null;
                try {
                    handle = maker.make();
                } catch (IOException | RuntimeException e) {
                    refused = e;
                }
                store(handle, refused);
            }
        } finally {
            drain(); // also when an Error ends the thread
        }
    }

    private boolean awaitRoom() {
        Thread.interrupted(); // a preparer's, or close(): which is seen by its flag
        lock.lock();
        try {
            long afterFailure = System.nanoTime() + pause;
            while (!closed) {
                long now = System.nanoTime();
                long left = Math.max(afterFailure - now, isLow() ? 0 : lastTaken + QUIET - now);
                boolean room = ready.size() < options.size();
                if (room && (urgent || left <= 0)) {
                    urgent = false;
                    return true;
                }
                idle = !room;
                await(room ? left : Long.MAX_VALUE);
                idle = false;
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    private boolean isLow() {
        return hurried > 0 || ready.isEmpty() || ready.size() < options.size() / 4;
    }

    @SuppressWarnings("WaitNotInLoop") // the loop is the caller's
    private void await(long nanos) {
        try {
            work.awaitNanos(nanos);
        } catch (InterruptedException e) {
            LOG.debug("the pool's thread was interrupted"); // by close(), or by whoever: the caller looks again
        }
    }

    private void store(@Nullable NamespaceHandle handle, @Nullable Exception refused) {
        boolean surplus = false;
        lock.lock();
        try {
            if (handle == null) {
                failed++;
                if (failure == null && !closed) LOG.warn("no network namespace could be made ahead", refused);
                pause = failure == null ? FIRST_PAUSE : Math.min(LONGEST_PAUSE, 2 * pause);
                failure = refused;
            } else {
                surplus = closed;
                failure = null;
                pause = 0;
                made++;
                if (!surplus) ready.addLast(handle);
            }
            outcome.signalAll();
        } finally {
            lock.unlock();
        }
        if (surplus && handle != null) handle.close();
    }

    private void drain() {
        List<NamespaceHandle> left;
        lock.lock();
        try {
            closed = true;
            left = List.copyOf(ready);
            ready.clear();
            work.signalAll();
            outcome.signalAll();
        } finally {
            lock.unlock();
        }
        left.forEach(NamespaceHandle::close);
    }

    /**
     * Ends the pool's thread, drops what was not taken, and wakes those who wait with an IllegalStateException. What was taken
     * is not touched. Waits for a preparer that is at work, which is interrupted.
     */
    @Override
    public void close() {
        drain();
        thread.interrupt();
        if (Thread.currentThread() != thread) joinUninterruptibly(thread);
    }

    private static void joinUninterruptibly(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    @Override
    public String toString() {
        return "pool of " + options.size() + " network namespaces: " + stats();
    }
}
