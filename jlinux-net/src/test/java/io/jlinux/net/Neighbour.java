package io.jlinux.net;

import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.testkit.Kind;
import io.jlinux.testkit.NamespaceThread;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;

/** A second network namespace for a test, with a thread that lives in it. */
final class Neighbour implements AutoCloseable {
    private final NamespaceThread thread;
    private final NamespaceHandle handle;

    private Neighbour(NamespaceThread thread, NamespaceHandle handle) {
        this.thread = thread;
        this.handle = handle;
    }

    static Neighbour create() throws IOException {
        NamespaceThread thread = NamespaceThread.start(List.of(Kind.NET));
        try {
            return new Neighbour(thread, thread.call(Namespace.NET::current));
        } catch (IOException | RuntimeException e) {
            thread.close();
            throw e;
        }
    }

    NamespaceHandle handle() {
        return handle;
    }

    /** Runs something within. */
    <T> T call(Callable<T> action) throws IOException {
        return thread.call(action);
    }

    @Override
    public void close() {
        handle.close();
        thread.close();
    }
}
