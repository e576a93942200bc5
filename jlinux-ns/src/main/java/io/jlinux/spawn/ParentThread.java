package io.jlinux.spawn;

import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.ns.NamespaceScope;
import io.jlinux.ns.ThreadNamespaces;
import io.jlinux.spawn.tape.Birth;
import io.jlinux.spawn.tape.Child;
import io.jlinux.spawn.tape.TapeFailure;
import io.jlinux.sys.raw.Uninterrupted;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The threads that are the parents of all children with a death signal: they end with the JVM, not before. One for each processor,
 * so that such starts do not wait for one another.
 */
final class ParentThread {
    private static final ExecutorService EXECUTOR = Executors.newFixedThreadPool(
            Runtime.getRuntime().availableProcessors(), task -> HomeThread.of("jlinux-parent", 0, task));

    private ParentThread() {}

    /**
     * Makes a child there, in the namespaces of the calling thread. Only this is done there: what comes before and after it need not
     * wait until one thread has woken the other, and the child runs while the calling thread wakes up.
     */
    static Child make(Birth.Making making) throws TapeFailure, IOException {
        List<NamespaceHandle> own = ThreadNamespaces.own();
        if (own.isEmpty()) return submit(making::make);
        try {
            return submit(() -> {
                try (NamespaceScope scope = Namespace.enter(own.toArray(NamespaceHandle[]::new))) {
                    return making.make();
                }
            });
        } finally {
            own.forEach(NamespaceHandle::close);
        }
    }

    private static Child submit(Callable<Child> start) throws TapeFailure, IOException {
        try {
            return Uninterrupted.get(EXECUTOR.submit(start)); // a start cannot be undone half-way
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof IOException io) throw io;
            if (cause instanceof TapeFailure failure) throw failure;
            if (cause instanceof RuntimeException runtime) throw runtime;
            throw new IllegalStateException(cause);
        }
    }
}
