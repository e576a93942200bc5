package io.jlinux.ns;

import io.jlinux.sys.LinuxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The namespaces of a thread against those of the JVM's main thread.
 *
 * <p>A thread that is started inside a {@link NamespaceScope} or a {@link NamespaceCall} is in the same namespaces, and stays
 * there. A pool that makes its threads when they are needed should have them {@link #leave()} first, or it runs others' work in
 * namespaces that they know nothing of, and keeps these for ever.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/namespaces.7.html">namespaces(7)</a>
 */
public final class ThreadNamespaces {
    private static final Namespace[] KINDS = {
        Namespace.UTS, Namespace.IPC, Namespace.NET, Namespace.CGROUP, Namespace.PID, Namespace.MOUNT
    };

    private ThreadNamespaces() {}

    /**
     * The namespaces that the calling thread is in and the main thread is not, for the caller to close. Empty on most threads.
     *
     * @throws IllegalStateException when the thread's children get a new pid namespace that has no process yet: there is no
     *     handle of that
     * @throws LinuxException when one cannot be opened
     */
    public static List<NamespaceHandle> own() throws LinuxException {
        List<NamespaceHandle> handles = new ArrayList<>();
        try {
            for (Namespace kind : KINDS) {
                Optional<NamespaceLink> own = ProcScan.readLink(path("thread-self", kind));
                if (own.equals(ProcScan.readLink(path("self", kind)))) continue;
                if (own.isEmpty() && kind == Namespace.PID) {
                    throw new IllegalStateException(
                            "the children of this thread get a new pid namespace that has no process yet");
                }
                handles.add(kind.open(path("thread-self", kind)));
            }
            return handles;
        } catch (LinuxException | RuntimeException e) {
            handles.forEach(NamespaceHandle::close);
            throw e;
        }
    }

    /**
     * Moves the calling thread, for good, to the namespaces of the main thread, if it is in others.
     *
     * @throws IllegalStateException on a virtual thread
     * @throws LinuxException {@code EPERM} without {@code CAP_SYS_ADMIN} over these
     */
    public static void leave() throws LinuxException {
        NamespaceScope.requirePlatformThread();
        List<NamespaceHandle> main = new ArrayList<>();
        try {
            for (Namespace kind : KINDS) {
                Path there = path("self", kind);
                if (ProcScan.readLink(path("thread-self", kind)).equals(ProcScan.readLink(there))) continue;
                main.add(kind.open(there));
            }
            if (!main.isEmpty()) NamespaceScope.enterForGood(main.toArray(NamespaceHandle[]::new));
        } finally {
            main.forEach(NamespaceHandle::close);
        }
    }

    private static Path path(String thread, Namespace kind) {
        return Path.of("/proc", thread, "ns", kind == Namespace.PID ? "pid_for_children" : kind.procName());
    }
}
