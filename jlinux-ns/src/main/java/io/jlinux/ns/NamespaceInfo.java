package io.jlinux.ns;

import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What was known of one namespace when a {@link NamespaceTable} was read. A value: the namespace may be gone since.
 *
 * @param kind its kind
 * @param id the inode number, as {@link NamespaceHandle#id()}
 * @param uniqueId a number that the kernel never gives again until it is restarted, Linux 6.18
 * @param parentId the pid or user namespace in which this one was made; empty for other kinds, for the first one, and where the
 *     caller may not see it
 * @param ownerId the user namespace that owns it; empty for the first user namespace, and where the caller may not see it
 * @param ownerUid the uid that made this user namespace, or that made its owner, as the caller's user namespace sees it
 * @param pids the processes whose main thread is in it, ascending; only those whose namespaces the caller may see
 * @param threads the ids of threads that are in it while the main thread of their process is not; filled by {@link
 *     NamespaceTable#readThreads()}
 * @param binds where it is mounted, in the mount namespaces of those processes
 * @see <a href="https://man7.org/linux/man-pages/man8/lsns.8.html">lsns(8)</a>
 */
public record NamespaceInfo(
        Namespace kind,
        long id,
        OptionalLong uniqueId,
        OptionalLong parentId,
        OptionalLong ownerId,
        OptionalLong ownerUid,
        List<Long> pids,
        List<Long> threads,
        List<Bind> binds) {
    /**
     * A mount of a namespace.
     *
     * @param mountNamespaceId the id of the mount namespace in which it is mounted
     * @param path the path in there
     */
    public record Bind(long mountNamespaceId, Path path) {}

    public NamespaceInfo {
        pids = List.copyOf(pids);
        threads = List.copyOf(threads);
        binds = List.copyOf(binds);
    }

    /**
     * Opens it, if it is still there: by its number that is never given again, or else in the {@code /proc} of a process that
     * is in it, or where it is mounted, by way of a process in whose mount namespace that is.
     *
     * @throws LinuxException {@code ENOENT} when it is gone, or not to be reached for the caller
     */
    public NamespaceHandle open() throws LinuxException {
        if (uniqueId.isPresent()) {
            try {
                return NsfsHandle.open(kind, id, uniqueId.getAsLong());
            } catch (LinuxException e) {
                // not allowed, or gone; the other ways tell
            }
        }
        for (Path path : paths()) {
            NamespaceHandle handle;
            try {
                handle = NsfsPath.open(kind, path);
            } catch (LinuxException e) {
                continue;
            }
            if (handle.id() == id) return handle;
            handle.close();
        }
        throw new LinuxException("open namespace", toString(), Errno.ENOENT.number());
    }

    private List<Path> paths() {
        List<Path> paths = new ArrayList<>();
        for (long pid : pids) paths.add(Path.of("/proc", Long.toString(pid), "ns", kind.procName()));
        for (long tid : threads) paths.add(Path.of("/proc", Long.toString(tid), "ns", kind.procName()));
        for (Bind bind : binds) paths.addAll(ProcScan.reach(bind));
        return paths;
    }

    /** {@code net:[4026531840]}, as the kernel writes it. */
    @Override
    public String toString() {
        return kind.procName() + ":[" + id + "]";
    }
}
