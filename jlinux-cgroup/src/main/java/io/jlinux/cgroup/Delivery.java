package io.jlinux.cgroup;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what was reported to a callback, one at a time and never after the close; owns what the watch needs.
 *
 * <p>Two locks: that of the callback, which may take its time, and that of the resources, for which the loop's thread never
 * waits long. Whoever holds the second never asks for the first.
 */
final class Delivery<T> implements Subscription {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    private final Consumer<? super T> callback;
    private final Executor executor;
    private final Object delivering = new Object();
    private final Deque<Runnable> resources = new ArrayDeque<>();
    private volatile boolean closed;
    private volatile boolean ended;

    Delivery(Consumer<? super T> callback, Executor executor) {
        this.callback = callback;
        this.executor = executor;
    }

    /** Has {@code release} run when this ends, last one first; at once where it has ended. */
    void own(Runnable release) {
        synchronized (resources) {
            if (isActive()) {
                resources.push(release);
                return;
            }
        }
        release.run();
    }

    /** Runs {@code use} of the resources, which stay for that long; not at all when they are gone. */
    void whileOpen(Runnable use) {
        synchronized (resources) {
            if (isActive()) use.run();
        }
    }

    void deliver(T what) {
        try {
            executor.execute(() -> call(what));
        } catch (RejectedExecutionException e) {
            LOG.warn("the executor of a subscription does not take {}", what, e);
        }
    }

    private void call(T what) {
        synchronized (delivering) {
            if (closed) return;
            try {
                callback.accept(what);
            } catch (RuntimeException | Error e) {
                // what the callback does wrong, an assertion that fails included, does not concern whoever reports
                LOG.warn("a callback failed for {}", what, e);
            }
        }
    }

    /** Nothing more will be reported; what is under way still arrives. */
    void end() {
        ended = true;
        release();
    }

    private void release() {
        synchronized (resources) {
            while (!resources.isEmpty()) resources.pop().run();
        }
    }

    @Override
    public boolean isActive() {
        return !closed && !ended;
    }

    @Override
    public void close() {
        synchronized (delivering) {
            closed = true;
        }
        release();
    }
}
