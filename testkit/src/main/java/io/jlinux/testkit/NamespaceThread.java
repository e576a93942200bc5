package io.jlinux.testkit;

import java.io.IOException;
import java.util.Collection;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * A platform thread in namespaces of its own; {@link #close()} ends it, and with it the namespaces that nobody else
 * holds.
 */
public final class NamespaceThread implements AutoCloseable {
    private final ExecutorService executor;

    private NamespaceThread(ExecutorService executor) {
        this.executor = executor;
    }

    /**
     * Starts the thread and unshares {@code kinds} there.
     *
     * @throws IOException the kernel's refusal
     */
    public static NamespaceThread start(Collection<Kind> kinds) throws IOException {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        NamespaceThread thread = new NamespaceThread(Executors.newSingleThreadExecutor(task -> {
            Thread t = new Thread(task, "namespaces " + kinds);
            t.setDaemon(true);
            t.setContextClassLoader(loader);
            return t;
        }));
        try {
            thread.call(() -> {
                int flags = 0;
                for (Kind kind : kinds) flags |= kind.flag;
                Kernel.unshareThread(flags);
                if (kinds.contains(Kind.MOUNT)) Kernel.makeMountsPrivate();
                return null;
            });
            return thread;
        } catch (Throwable e) {
            thread.close();
            throw e;
        }
    }

    /**
     * Runs {@code action} there, waits for it, and throws what it threw. When the waiting thread is interrupted, so is
     * the action.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the value comes through get()
    public <T> T call(Callable<T> action) throws IOException {
        Future<T> result = executor.submit(action);
        try {
            return result.get();
        } catch (ExecutionException e) {
            throw NamespaceThread.<RuntimeException>sneaky(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            result.cancel(true);
            throw NamespaceThread.<RuntimeException>sneaky(e);
        }
    }

    /** A test's exception must come out as it is, and JUnit's own signatures allow any. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> E sneaky(Throwable e) throws E {
        throw (E) e;
    }

    @Override
    public void close() {
        executor.shutdownNow();
        try {
            if (!executor.awaitTermination(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the test's thread does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
