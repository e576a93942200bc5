package io.jlinux.ns;

import io.jlinux.ns.NamespaceInfo.Bind;
import io.jlinux.sys.LinuxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A {@link NamespaceTable} in the making: what was found, and then what the kernel says about each. */
final class NamespaceScan {
    private static final class Found {
        final List<Path> paths = new ArrayList<>();
        final List<Long> pids = new ArrayList<>();
        final List<Long> threads = new ArrayList<>();
        final List<Bind> binds = new ArrayList<>();
        boolean described;
        OptionalLong uniqueId = OptionalLong.empty();
        OptionalLong ownerUid = OptionalLong.empty();

        @Nullable
        NamespaceLink parent;

        @Nullable
        NamespaceLink owner;
    }

    /** More paths to one namespace are not needed, but a process may end before it is opened. */
    private static final int PATHS = 4;

    private final Map<NamespaceLink, Found> all = new LinkedHashMap<>();

    /** A namespace that can be opened at {@code path}. */
    void seen(NamespaceLink link, Path path) {
        found(link, path);
    }

    private Found found(NamespaceLink link, Path path) {
        Found found = all.computeIfAbsent(link, l -> new Found());
        if (found.paths.size() < PATHS) found.paths.add(path);
        return found;
    }

    void process(NamespaceLink link, long pid, Path path) {
        found(link, path).pids.add(pid);
    }

    void thread(NamespaceLink link, long tid, Path path) {
        found(link, path).threads.add(tid);
    }

    void bind(NamespaceLink link, Bind bind, Path path) {
        found(link, path).binds.add(bind);
    }

    /** Asks the kernel about each, and so finds parents and owners that nothing else led to. */
    void describe() {
        for (Map.Entry<NamespaceLink, Found> entry : List.copyOf(all.entrySet())) {
            NamespaceLink link = entry.getKey();
            Found found = entry.getValue();
            for (Path path : found.paths) {
                if (found.described) break;
                try (NamespaceHandle handle = NsfsPath.open(link.kind(), path)) {
                    if (handle.id() == link.id()) describe(handle);
                } catch (LinuxException e) {
                    // ended meanwhile, or not the caller's to open: the next path, or what is known already
                }
            }
        }
    }

    /** Takes in a namespace that is open, and what it belongs to. */
    NamespaceLink describe(NamespaceHandle handle) {
        NamespaceLink link = new NamespaceLink(handle.kind(), handle.id());
        Found found = all.computeIfAbsent(link, l -> new Found());
        if (found.described) return link;
        found.described = true;
        found.uniqueId = NsfsHandle.idOf(handle);
        if (link.kind() == Namespace.USER) found.ownerUid = uid(handle);
        found.owner = related(handle, false);
        if (link.kind() == Namespace.USER) found.parent = found.owner;
        if (link.kind() == Namespace.PID) found.parent = related(handle, true);
        return link;
    }

    private static OptionalLong uid(NamespaceHandle handle) {
        try {
            return OptionalLong.of(handle.ownerUid());
        } catch (LinuxException e) {
            return OptionalLong.empty();
        }
    }

    private @Nullable NamespaceLink related(NamespaceHandle of, boolean parent) {
        try (NamespaceHandle handle = parent ? of.parent() : of.owner()) {
            return describe(handle);
        } catch (LinuxException e) {
            // the first one, or one that the caller may not see
            return null;
        }
    }

    Collection<NamespaceInfo> result() {
        List<NamespaceInfo> list = new ArrayList<>();
        all.forEach((link, found) -> {
            Found owner = found.owner == null ? null : all.get(found.owner);
            boolean isUser = link.kind() == Namespace.USER;
            list.add(new NamespaceInfo(
                    link.kind(),
                    link.id(),
                    found.uniqueId,
                    id(found.parent),
                    id(found.owner),
                    isUser || owner == null ? found.ownerUid : owner.ownerUid,
                    found.pids.stream().sorted().toList(),
                    found.threads.stream().sorted().toList(),
                    found.binds));
        });
        list.sort(Comparator.comparing(NamespaceInfo::kind).thenComparingLong(NamespaceInfo::id));
        return list;
    }

    private static OptionalLong id(@Nullable NamespaceLink link) {
        return link == null ? OptionalLong.empty() : OptionalLong.of(link.id());
    }

    /** The mount namespaces found so far, each with a process that is in it. */
    Map<NamespaceLink, Long> mountNamespaces() {
        Map<NamespaceLink, Long> map = new LinkedHashMap<>();
        all.forEach((link, found) -> {
            if (link.kind() == Namespace.MOUNT && !found.pids.isEmpty()) map.put(link, found.pids.get(0));
        });
        return map;
    }
}
