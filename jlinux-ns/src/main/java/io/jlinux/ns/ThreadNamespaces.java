package io.jlinux.ns;

import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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

    private static final String[] OWN_LINKS = links("thread-self");
    private static final String[] MAIN_LINKS = links("self");

    /** Where in the borrowed memory two links are put, behind a path. */
    private static final int THERE = 256;

    private static final int HERE = 512;
    private static final int LINK_SIZE = 64;

    private ThreadNamespaces() {}

    /**
     * The namespaces that the calling thread is in and the main thread is not, for the caller to close. Empty on most threads.
     *
     * @throws IllegalStateException when the thread's children get a new pid namespace that has no process yet: there is no
     *     handle of that
     * @throws LinuxException when one cannot be opened
     */
    public static List<NamespaceHandle> own() throws LinuxException {
        if (areMain()) return List.of();
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

    /** Whether the calling thread is in the namespaces of the main thread. */
    public static boolean areMain() {
        // the bytes of the links: each start with a death signal asks, and most often they are the same
        try (Scratch s = Scratch.borrow()) {
            for (int i = 0; i < KINDS.length; i++) {
                int size = readLink(s, OWN_LINKS[i], THERE);
                if (size <= 0 || readLink(s, MAIN_LINKS[i], HERE) != size) return false;
                for (int b = 0; b < size; b++) {
                    if (s.buffer().getByte(THERE + b) != s.buffer().getByte(HERE + b)) return false;
                }
            }
            return true;
        }
    }

    private static int readLink(Scratch s, String path, int at) {
        return (int)
                RawSyscall.call(Syscall.READLINKAT, Fcntl.AT_FDCWD, s.string(0, path), s.address() + at, LINK_SIZE);
    }

    private static String[] links(String thread) {
        return Arrays.stream(KINDS).map(kind -> path(thread, kind).toString()).toArray(String[]::new);
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
