package io.jlinux.spawn;

import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.ns.ProcessNamespaces;
import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One setns(2) of the child: into one namespace, or into several of a process.
 *
 * <p>Beside a joined user namespace the order matters. What that user namespace owns is joined after it, with the rights that
 * it gives; everything else before it, with the rights that this JVM has and the child then loses. nsenter(1) finds the same
 * order by trying.
 *
 * @param target for messages
 * @param fd a namespace, or a pidfd
 * @param kinds one kind, or several with a pidfd
 */
record Join(String target, Fd fd, Set<Namespace> kinds) {
    static final String OF_POOL = "a network namespace of the pool";

    /**
     * The calls that join what {@code spec} wants, in order.
     *
     * @param network the namespace of the pool, which comes last, or null
     * @param keep takes what is opened for it, to be closed after the start
     */
    static List<Join> plan(SpawnSpec spec, @Nullable Fd network, Consumer<Fd> keep) throws LinuxException {
        if (!spec.joinsAny()) return List.of();
        List<Join> all = ordered(spec, keep);
        if (network != null) all.add(new Join(OF_POOL, network, EnumSet.of(Namespace.NET)));
        return all;
    }

    private static List<Join> ordered(SpawnSpec spec, Consumer<Fd> keep) throws LinuxException {
        List<Join> all = new ArrayList<>();
        for (NamespaceHandle h : spec.join) all.add(of(h));
        ProcessNamespaces process = spec.joinProcess;
        if (process != null) {
            if (spec.features.setnsPidfd()) all.add(of(process, process.kinds()));
            else opened(process, keep).forEach(h -> all.add(of(h)));
        }
        if (spec.joins(Namespace.USER)) return aroundUser(spec, all);
        all.sort((a, b) -> Boolean.compare(a.kinds.contains(Namespace.MOUNT), b.kinds.contains(Namespace.MOUNT)));
        return all;
    }

    private static Join of(NamespaceHandle h) {
        return new Join(h.toString(), h.fd(), EnumSet.of(h.kind()));
    }

    private static Join of(ProcessNamespaces process, Set<Namespace> kinds) {
        String target = new ProcessNamespaces(process.process(), kinds).toString();
        return new Join(target, process.process().fd(), kinds);
    }

    private static List<NamespaceHandle> opened(ProcessNamespaces process, Consumer<Fd> keep) throws LinuxException {
        List<NamespaceHandle> handles = process.open();
        handles.forEach(h -> keep.accept(h.fd()));
        return handles;
    }

    /** Before the user namespace what it does not own, after it what it owns. */
    private static List<Join> aroundUser(SpawnSpec spec, List<Join> all) throws LinuxException {
        Set<Namespace> foreign = foreign(spec);
        List<Join> before = new ArrayList<>();
        List<Join> user = new ArrayList<>();
        List<Join> after = new ArrayList<>();
        for (Join join : all) {
            Set<Namespace> first = EnumSet.copyOf(join.kinds);
            first.retainAll(foreign);
            Set<Namespace> rest = EnumSet.copyOf(join.kinds);
            rest.removeAll(foreign);
            if (!first.isEmpty()) before.add(part(spec, join, first));
            if (!rest.isEmpty()) (rest.contains(Namespace.USER) ? user : after).add(part(spec, join, rest));
        }
        before.addAll(user);
        before.addAll(after);
        return before;
    }

    private static Join part(SpawnSpec spec, Join join, Set<Namespace> kinds) {
        ProcessNamespaces process = spec.joinProcess;
        if (kinds.equals(join.kinds) || process == null) return join;
        return of(process, kinds);
    }

    /** The kinds that the joined user namespace does not own. */
    private static Set<Namespace> foreign(SpawnSpec spec) throws LinuxException {
        ProcessNamespaces process = spec.joinProcess;
        List<NamespaceHandle> opened = process == null ? List.of() : process.open();
        try {
            List<NamespaceHandle> all = new ArrayList<>(spec.join);
            all.addAll(opened);
            NamespaceHandle user = all.stream()
                    .filter(h -> h.kind() == Namespace.USER)
                    .findFirst()
                    .orElseThrow();
            Set<Namespace> foreign = EnumSet.noneOf(Namespace.class);
            for (NamespaceHandle h : all) {
                if (h != user && !isOwned(h, user)) foreign.add(h.kind());
            }
            return foreign;
        } finally {
            opened.forEach(NamespaceHandle::close);
        }
    }

    /** Whether {@code user} owns a namespace, itself or through a user namespace below it. */
    private static boolean isOwned(NamespaceHandle namespace, NamespaceHandle user) throws LinuxException {
        NamespaceHandle owner = orNull(namespace, false);
        while (owner != null) {
            try (NamespaceHandle current = owner) {
                if (current.sameAs(user)) return true;
                owner = orNull(current, true);
            }
        }
        return false;
    }

    /** The owner, or the parent; null where it is out of sight, above this JVM's own user namespace. */
    private static @Nullable NamespaceHandle orNull(NamespaceHandle of, boolean parent) throws LinuxException {
        try {
            return parent ? of.parent() : of.owner();
        } catch (LinuxException e) {
            if (e.errno() == Errno.EPERM) return null;
            throw e;
        }
    }
}
