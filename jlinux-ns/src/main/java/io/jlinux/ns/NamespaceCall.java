package io.jlinux.ns;

import io.jlinux.sys.LinuxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs Java code inside other namespaces, on a platform thread of its own that ends with the code.
 *
 * <pre>{@code
 * List<String> routes = NamespaceCall.in(net, mount).call(() -> Files.readAllLines(Path.of("/proc/thread-self/net/route")));
 * }</pre>
 *
 * <p>The caller waits, and gets the result or the exception, checked ones included, as if the code had run on its own thread:
 * an interrupt of the caller interrupts the code, and is passed back when the code did not use it up. Unlike a {@link
 * NamespaceScope} this works on virtual threads, and nothing has to be restored. Namespaces that are not named are those of
 * the calling thread; USER and TIME cannot be entered, because the JVM has more than one thread.
 *
 * <p>What the code leaves behind stays in the namespace: sockets that it opened (see {@link NamespaceSockets}), and threads
 * that it started. So it must start no virtual threads, parallel streams or pools, whose threads others would then use. {@link
 * java.net.NetworkInterface} shows the links of the main thread's network namespace, not of this one.
 *
 * <p>Immutable and thread-safe. The handles stay the caller's and must be open during each call.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/setns.2.html">setns(2)</a>
 */
public final class NamespaceCall {
    /** What is run; the compiler finds out which checked exceptions it throws. */
    @FunctionalInterface
    public interface Action<T extends @Nullable Object, E extends Exception> {
        /** Does it. */
        T call() throws E;
    }

    /** What is run without a result. */
    @FunctionalInterface
    public interface Procedure<E extends Exception> {
        /** Does it. */
        void run() throws E;
    }

    private final NamespaceHandle[] handles;
    private final String name;

    private NamespaceCall(NamespaceHandle[] handles) {
        this.handles = handles;
        this.name = "jlinux-call "
                + Arrays.stream(handles).map(NamespaceHandle::toString).collect(Collectors.joining(" "));
    }

    /**
     * For calls in these namespaces.
     *
     * @throws IllegalArgumentException for none, for two of a kind, and for USER and TIME
     */
    public static NamespaceCall in(NamespaceHandle... handles) {
        NamespaceHandle[] copy = handles.clone();
        Set<Namespace> kinds = NamespaceScope.kinds(copy);
        NamespaceScope.refuse(kinds);
        if (kinds.contains(Namespace.NET)) JdkSockets.prepared();
        return new NamespaceCall(copy);
    }

    /** As {@link #in(NamespaceHandle...)}. */
    public static NamespaceCall in(List<NamespaceHandle> handles) {
        return in(handles.toArray(NamespaceHandle[]::new));
    }

    /**
     * Runs {@code action} there and waits for it, however long it takes. No thread is left.
     *
     * @return what the action returned
     * @throws LinuxException when a namespace cannot be entered: {@code EPERM} without {@code CAP_SYS_ADMIN} over it; the
     *     action has not begun then
     * @throws E what the action threw
     */
    public <T extends @Nullable Object, E extends Exception> T call(Action<T, E> action) throws E, LinuxException {
        return NamespaceThread.run(name, this::enter, action);
    }

    /**
     * Runs {@code action} there and waits for it for at most {@code timeout}. Then the action is interrupted, and not waited
     * for any more: its thread, a daemon, ends when the action does.
     *
     * @return what the action returned
     * @throws TimeoutException when it was not done in time
     * @throws LinuxException when a namespace cannot be entered; the action has not begun then
     * @throws E what the action threw
     */
    public <T extends @Nullable Object, E extends Exception> T call(Duration timeout, Action<T, E> action)
            throws E, LinuxException, TimeoutException {
        if (timeout.isNegative() || timeout.isZero()) throw new IllegalArgumentException("no time to wait: " + timeout);
        return NamespaceThread.run(name, timeout, this::enter, action);
    }

    /** As {@link #call(Action)}, without a result. */
    public <E extends Exception> void run(Procedure<E> procedure) throws E, LinuxException {
        NamespaceThread.<Boolean, E>run(name, this::enter, () -> {
            procedure.run();
            return true;
        });
    }

    private void enter() throws LinuxException {
        NamespaceScope.enterForGood(handles);
    }
}
