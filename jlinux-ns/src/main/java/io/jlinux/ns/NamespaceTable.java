package io.jlinux.ns;

import io.jlinux.sys.LinuxException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The namespaces of this machine that the caller may see, with their processes and mounts, and what belongs to what: what {@code
 * lsns} prints, as objects.
 *
 * <pre>{@code
 * NamespaceTable table = NamespaceTable.read();
 * for (NamespaceInfo net : table.of(Namespace.NET)) {
 *     table.owner(net).ifPresent(user -> log.info("{} of uid {}: {}", net, user.ownerUid(), net.pids()));
 * }
 * }</pre>
 *
 * <p>A snapshot, and not an atomic one: processes come and go while {@code /proc} is read. Those whose namespaces the caller may
 * not see (others', for an ordinary user) are passed over. Since Linux 6.19 listns(2) adds the namespaces that no process is in;
 * before, such a namespace is found where it is mounted, or where one that was found belongs to it. Immutable.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/lsns.8.html">lsns(8)</a>
 */
public final class NamespaceTable {
    private final Map<NamespaceLink, NamespaceInfo> all = new LinkedHashMap<>();

    private NamespaceTable(Collection<NamespaceInfo> infos) {
        infos.forEach(i -> all.put(new NamespaceLink(i.kind(), i.id()), i));
    }

    /** The namespaces of processes, those that are mounted, and those that these belong to. */
    public static NamespaceTable read() {
        return read(false, true);
    }

    /**
     * As {@link #read()}, and those that only some thread is in (such as in a {@link NamespaceScope}) or that only an open
     * descriptor keeps. It looks at every thread and descriptor of the machine, which takes some times longer.
     */
    public static NamespaceTable readThreads() {
        return read(true, true);
    }

    static NamespaceTable read(boolean threads, boolean listNs) {
        NamespaceScan scan = new NamespaceScan();
        new ProcScan(scan).read(threads);
        scan.describe();
        if (listNs) {
            for (long id : ListNs.ids()) {
                try (NamespaceHandle handle = NsfsHandle.open(id)) {
                    scan.describe(handle);
                } catch (LinuxException e) {
                    // gone meanwhile
                }
            }
        }
        return new NamespaceTable(scan.result());
    }

    /** All, by kind and then by id. */
    public List<NamespaceInfo> all() {
        return List.copyOf(all.values());
    }

    /** All of a kind, by id. */
    public List<NamespaceInfo> of(Namespace kind) {
        return all.values().stream().filter(i -> i.kind() == kind).toList();
    }

    /** The one with this inode number. */
    public Optional<NamespaceInfo> find(Namespace kind, long id) {
        return Optional.ofNullable(all.get(new NamespaceLink(kind, id)));
    }

    /** The one that is open here, if it was there when the table was read. */
    public Optional<NamespaceInfo> find(NamespaceHandle handle) {
        return find(handle.kind(), handle.id());
    }

    /** All that a process is in; empty when there was none with this pid, or its namespaces are not the caller's to see. */
    public List<NamespaceInfo> ofProcess(long pid) {
        return all.values().stream().filter(i -> i.pids().contains(pid)).toList();
    }

    /** The pid or user namespace in which this one was made. */
    public Optional<NamespaceInfo> parent(NamespaceInfo namespace) {
        if (namespace.parentId().isEmpty()) return Optional.empty();
        return find(namespace.kind(), namespace.parentId().getAsLong());
    }

    /** The pid or user namespaces that were made in this one. */
    public List<NamespaceInfo> children(NamespaceInfo namespace) {
        return of(namespace.kind()).stream()
                .filter(i -> i.parentId().isPresent() && i.parentId().getAsLong() == namespace.id())
                .toList();
    }

    /** The user namespace whose capabilities count for this one. */
    public Optional<NamespaceInfo> owner(NamespaceInfo namespace) {
        if (namespace.ownerId().isEmpty()) return Optional.empty();
        return find(Namespace.USER, namespace.ownerId().getAsLong());
    }

    /** All that a user namespace owns, the user namespaces made in it among them; empty for other kinds. */
    public List<NamespaceInfo> ownedBy(NamespaceInfo user) {
        if (user.kind() != Namespace.USER) return List.of();
        return all.values().stream()
                .filter(i -> i.ownerId().isPresent() && i.ownerId().getAsLong() == user.id())
                .toList();
    }

    /** A line for each, for people. */
    @Override
    public String toString() {
        return all.values().stream()
                .map(i -> i + " " + i.pids().size() + " processes"
                        + (i.pids().isEmpty()
                                ? ""
                                : ", the first is " + i.pids().get(0))
                        + i.binds().stream().map(b -> ", at " + b.path()).collect(Collectors.joining()))
                .collect(Collectors.joining("\n"));
    }
}
