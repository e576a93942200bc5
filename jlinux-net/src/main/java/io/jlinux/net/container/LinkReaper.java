package io.jlinux.net.container;

import io.jlinux.net.LinkChange;
import io.jlinux.net.Network;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes links without letting anybody wait: the kernel takes some 15 ms for one deletion, of one link or of a whole group. A
 * link is unplugged at once and put into a group; a thread, which is there only while there is something to do, deletes the group.
 */
final class LinkReaper {
    private static final Logger LOG = LoggerFactory.getLogger(LinkReaper.class);

    private final Network network;
    private final NamespaceHandle host;
    private final int group;
    private final Consumer<Thread> starter;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private boolean asked;
    private boolean running;
    private boolean failed;

    /**
     * For links of one namespace.
     *
     * @param network of the namespace, to unplug them
     * @param host the namespace, for a socket of the thread's own: it would keep that one busy
     * @param group that no other link is in
     */
    LinkReaper(Network network, NamespaceHandle host, int group) {
        this(network, host, group, Thread::start);
    }

    /** With another way to start the thread. */
    LinkReaper(Network network, NamespaceHandle host, int group, Consumer<Thread> starter) {
        this.network = network;
        this.host = host;
        this.group = group;
        this.starter = starter;
    }

    /** Takes the link out of its bridge and has it deleted. That it is gone already is fine. */
    void bury(int index) throws LinuxException {
        try {
            network.links().device(index).change(LinkChange.NONE.noMaster().group(group));
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENODEV) return;
            throw e;
        }
        lock.lock();
        try {
            asked = true;
            if (running) return;
            running = true;
        } finally {
            lock.unlock();
        }
        Thread thread = new Thread(null, this::run, "jlinux-net-reaper", 0, false);
        thread.setDaemon(true);
        try {
            starter.accept(thread);
        } catch (OutOfMemoryError e) { // "unable to create native thread"
            LOG.warn("no thread deletes links of group {}, so this one does: {}", group, e.getMessage());
            run();
        }
    }

    private void run() {
        boolean done = false;
        try (Network own = Network.in(host)) {
            while (isAskedFor()) delete(own, group);
            done = true;
        } catch (LinuxException | RuntimeException e) {
            LOG.warn("links of group {} are left until the network is closed: {}", group, e.getMessage());
        } finally {
            if (!done) stop(); // also by an error: whoever closes the network waits for it
        }
    }

    /** Whether there is more to do; if not, the thread ends, and says so under the same lock. */
    private boolean isAskedFor() {
        lock.lock();
        try {
            if (asked) {
                asked = false;
                return true;
            }
            running = false;
            idle.signalAll();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void stop() {
        lock.lock();
        try {
            failed = true;
            running = false;
            idle.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether something is being deleted. */
    boolean isBusy() {
        lock.lock();
        try {
            return running;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all is deleted; tries again what has failed. */
    void drain() throws LinuxException {
        lock.lock();
        try {
            while (running) idle.awaitUninterruptibly();
            if (!failed) return;
            failed = false;
        } finally {
            lock.unlock();
        }
        delete(network, group);
    }

    /** Deletes all links of a group; that there is none is fine. */
    static void delete(Network network, int group) throws LinuxException {
        try {
            network.links().deleteGroup(group);
        } catch (LinuxException e) {
            if (e.errno() != Errno.ENODEV) throw e;
        }
    }
}
