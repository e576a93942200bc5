package io.jlinux.ns;

import io.jlinux.sys.LinuxException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A platform thread for one action in other namespaces; it ends with the action and so never has to come home. */
final class NamespaceThread<T extends @Nullable Object> {
    private final NamespaceScope.Entering entering;
    private final NamespaceCall.Action<T, ?> action;
    private final Thread thread;
    private @Nullable T result;
    private @Nullable Throwable failure;

    private NamespaceThread(String name, NamespaceScope.Entering entering, NamespaceCall.Action<T, ?> action) {
        this.entering = entering;
        this.action = action;
        this.thread = new Thread(this::act, name);
        thread.setDaemon(true);
        thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
    }

    /** Has a new thread enter the namespaces and run {@code action}, and waits as if it were the calling one. */
    static <T extends @Nullable Object, E extends Exception> T run(
            String name, NamespaceScope.Entering entering, NamespaceCall.Action<T, E> action) throws E, LinuxException {
        NamespaceThread<T> t = new NamespaceThread<>(name, entering, action);
        t.thread.start();
        boolean interrupted = false;
        while (t.thread.isAlive()) {
            try {
                t.thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
                t.thread.interrupt();
            }
        }
        return t.<E>outcome(interrupted);
    }

    /** As above, for at most {@code timeout}; then the action is interrupted and left to end by itself. */
    static <T extends @Nullable Object, E extends Exception> T run(
            String name, Duration timeout, NamespaceScope.Entering entering, NamespaceCall.Action<T, E> action)
            throws E, LinuxException, TimeoutException {
        NamespaceThread<T> t = new NamespaceThread<>(name, entering, action);
        long end = System.nanoTime() + timeout.toNanos();
        t.thread.start();
        boolean interrupted = false;
        long left;
        while (t.thread.isAlive() && (left = end - System.nanoTime()) > 0) {
            try {
                // join(0) would be for ever
                t.thread.join(left / 1_000_000 + 1);
            } catch (InterruptedException e) {
                interrupted = true;
                t.thread.interrupt();
            }
        }
        if (!t.thread.isAlive()) return t.<E>outcome(interrupted);
        t.thread.interrupt();
        if (interrupted) Thread.currentThread().interrupt();
        throw new TimeoutException(name + ": not done after " + timeout + "; it has been interrupted");
    }

    private void act() {
        try {
            entering.run();
            result = action.call();
        } catch (Throwable t) {
            failure = t;
        }
    }

    @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"
    }) // the action throws E or unchecked ones
    private <E extends Exception> T outcome(boolean interrupted) throws E {
        Throwable t = failure;
        // an InterruptedException of the action is the interrupt of the caller: it is not told twice
        if (interrupted && !(t instanceof InterruptedException))
            Thread.currentThread().interrupt();
        if (t instanceof Error error) throw error;
        if (t != null) throw (E) t;
        return result;
    }
}
