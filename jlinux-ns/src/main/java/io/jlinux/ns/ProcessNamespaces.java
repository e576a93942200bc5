package io.jlinux.ns;

import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.PidFd;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Namespaces of one process, to be entered together, as {@code nsenter -t PID} does.
 *
 * <pre>{@code
 * try (PidFd box = PidFd.open(pid)) {
 *     Spawn.command("ip", "addr").join(ProcessNamespaces.of(box, Namespace.NET, Namespace.UTS)).start();
 * }
 * }</pre>
 *
 * <p>Since Linux 5.8 that is one call, setns(2) with the pidfd: either all are entered or none. On older kernels they are
 * opened in {@code /proc/PID/ns} and entered one after the other.
 *
 * @param process the process; it stays the caller's, and must be open and running when the namespaces are entered
 * @param kinds which of its namespaces
 * @see <a href="https://man7.org/linux/man-pages/man2/setns.2.html">setns(2)</a>
 */
public record ProcessNamespaces(PidFd process, Set<Namespace> kinds) {
    public ProcessNamespaces {
        if (kinds.isEmpty()) throw new IllegalArgumentException("no namespace of " + process.pid() + " to join");
        kinds = Collections.unmodifiableSet(EnumSet.copyOf(kinds));
    }

    /** These namespaces of the process. */
    public static ProcessNamespaces of(PidFd process, Namespace... kinds) {
        return new ProcessNamespaces(process, Set.copyOf(List.of(kinds)));
    }

    /**
     * All namespaces of the process that the calling thread is not in, as {@code nsenter --all} has it: the kernel refuses to
     * let a process enter the user namespace that it is in.
     *
     * @throws IllegalArgumentException when the process is in the same namespaces as the calling thread
     * @throws LinuxException without ptrace rights over the process, or {@code ESRCH} when it has ended
     */
    public static ProcessNamespaces all(PidFd process) throws LinuxException {
        Set<Namespace> different = EnumSet.noneOf(Namespace.class);
        for (Namespace kind : Namespace.values()) {
            try (NamespaceHandle own = kind.current()) {
                try (NamespaceHandle theirs = kind.open(process)) {
                    if (!theirs.sameAs(own)) different.add(kind);
                }
            } catch (LinuxException e) {
                // this kernel has no such namespaces
                if (e.errno() != Errno.ENOENT) throw e;
            }
        }
        return new ProcessNamespaces(process, different);
    }

    /**
     * Each of them as a handle, to be closed by the caller.
     *
     * @throws LinuxException without ptrace rights over the process, or {@code ESRCH} when it has ended
     */
    public List<NamespaceHandle> open() throws LinuxException {
        List<NamespaceHandle> handles = new ArrayList<>();
        try {
            for (Namespace kind : kinds) handles.add(kind.open(process));
            return handles;
        } catch (LinuxException | RuntimeException e) {
            handles.forEach(NamespaceHandle::close);
            throw e;
        }
    }

    /**
     * Moves the calling thread into all of them until the scope is closed.
     *
     * @throws IllegalArgumentException with USER or TIME, which a multithreaded process cannot enter
     * @throws IllegalStateException on a virtual thread
     * @throws LinuxException {@code EPERM} without {@code CAP_SYS_ADMIN} over them, {@code ESRCH} when the process has ended;
     *     the thread is in none of them then
     */
    public NamespaceScope enter() throws LinuxException {
        return NamespaceScope.enter(this);
    }

    /** {@code net, uts of pid 4711}. */
    @Override
    public String toString() {
        List<String> names = kinds.stream().map(Namespace::procName).toList();
        return String.join(", ", names) + " of pid " + process.pid();
    }
}
