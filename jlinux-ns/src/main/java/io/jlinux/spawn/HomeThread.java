package io.jlinux.spawn;

import io.jlinux.ns.ThreadNamespaces;
import io.jlinux.sys.LinuxException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that all share: it is in the main thread's namespaces, whoever happened to need it first. */
final class HomeThread {
    private static final Logger LOG = LoggerFactory.getLogger(HomeThread.class);

    private HomeThread() {}

    /** A daemon, not started yet. */
    static Thread of(String name, long stackSize, Runnable task) {
        Thread thread = new Thread(null, () -> run(name, task), name, stackSize);
        thread.setDaemon(true);
        return thread;
    }

    private static void run(String name, Runnable task) {
        try {
            ThreadNamespaces.leave();
        } catch (LinuxException | RuntimeException e) {
            LOG.warn("{} stays in the namespaces of the thread that started it", name, e);
        }
        task.run();
    }
}
