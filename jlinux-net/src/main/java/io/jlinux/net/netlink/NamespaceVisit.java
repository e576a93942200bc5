package io.jlinux.net.netlink;

import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import org.jspecify.annotations.Nullable;

/**
 * A platform thread that enters a namespace, opens something there, and ends.
 *
 * <p>It never goes home, so that no thread can be left behind in a namespace that is not its own: the way back may need
 * rights that the way in does not.
 */
final class NamespaceVisit<T> extends Thread {
    /** Opens something in the namespace of the thread. */
    @FunctionalInterface
    interface Opener<T> {
        T open() throws LinuxException;
    }

    private final NamespaceHandle namespace;
    private final Opener<T> opener;
    private @Nullable T value;
    private @Nullable LinuxException failure;
    private @Nullable Throwable bug;

    private NamespaceVisit(NamespaceHandle namespace, Opener<T> opener) {
        super(null, null, "jlinux-" + namespace, 0, false);
        this.namespace = namespace;
        this.opener = opener;
        setDaemon(true);
    }

    /** What {@code opener} opened within {@code namespace}. */
    static <T> T call(NamespaceHandle namespace, Opener<T> opener) throws LinuxException {
        NamespaceVisit<T> thread = new NamespaceVisit<>(namespace, opener);
        thread.start();
        thread.joinUninterruptibly();
        if (thread.failure != null) throw thread.failure;
        if (thread.value == null) throw new IllegalStateException("could not open in " + namespace, thread.bug);
        return thread.value;
    }

    @Override
    @SuppressWarnings("CatchAndPrintStackTrace")
    public void run() {
        try {
            long r = RawSyscall.call(
                    Syscall.SETNS, namespace.fd().number(), namespace.kind().cloneFlag());
            Result.check(r, "enter network namespace", namespace);
            value = opener.open();
        } catch (LinuxException e) {
            failure = e;
        } catch (RuntimeException | Error e) {
            bug = e;
        }
    }

    private void joinUninterruptibly() {
        boolean interrupted = false;
        while (isAlive()) {
            try {
                join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
