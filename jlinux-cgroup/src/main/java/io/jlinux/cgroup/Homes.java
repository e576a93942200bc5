package io.jlinux.cgroup;

import io.jlinux.cgroup.file.CgroupDir;
import io.jlinux.cgroup.v1.V1Group;
import io.jlinux.cgroup.v2.V2Group;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds the cgroups that a host gives us to start from. */
final class Homes {
    private Homes() {}

    static Cgroup home(CgroupHost host) throws LinuxException {
        return open(host, "", true, h -> h.version() == 1 || holdsNothing(host, h) ? own(h) : v2Home(h));
    }

    static Cgroup self(CgroupHost host) throws LinuxException {
        return open(host, "", true, h -> h.ownDirectory().orElse(null));
    }

    static Cgroup root(CgroupHost host) throws LinuxException {
        return open(host, "", true, Hierarchy::mountPoint);
    }

    /** Of a hybrid host, where v1 has all controllers: nothing is enabled in v2 then, so a process may be in the way. */
    private static boolean holdsNothing(CgroupHost host, Hierarchy h) {
        return host.mode() == CgroupHost.Mode.HYBRID && h.controllers().isEmpty();
    }

    private static Path own(Hierarchy h) {
        return h.ownDirectory().orElse(h.mountPoint());
    }

    private static Path v2Home(Hierarchy h) {
        Path own = own(h);
        boolean ownIsRoot = Files.notExists(own.resolve("cgroup.type"));
        return v2Home(own, h.mountPoint(), ownIsRoot, Homes::isDelegated);
    }

    /** The nearest proper ancestor that may be written; a cgroup itself where it is the root, or where there is none. */
    static Path v2Home(Path own, Path mountPoint, boolean ownIsRoot, Predicate<Path> writable) {
        if (ownIsRoot) return own;
        for (Path up = own; !up.equals(mountPoint); ) {
            up = up.getParent();
            if (up == null || !up.startsWith(mountPoint)) break;
            if (writable.test(up)) return up;
        }
        return own;
    }

    private static boolean isDelegated(Path cgroup) {
        return Files.isWritable(cgroup)
                && Files.isWritable(cgroup.resolve("cgroup.procs"))
                && Files.isWritable(cgroup.resolve("cgroup.subtree_control"));
    }

    /** Not there, or another's; with any other error a part would be left out that is there, such as when no more files can be opened. */
    private static boolean isNotOurs(LinuxException e) {
        return switch (e.errno()) {
            case ENOENT, ENOTDIR, ENODEV, EACCES, EPERM -> true;
            default -> false;
        };
    }

    /** Opens a directory in each hierarchy that has one; {@code where} says which. */
    static Cgroup open(CgroupHost host, String name, boolean lasting, Function<Hierarchy, @Nullable Path> where)
            throws LinuxException {
        V2Group unified = null;
        List<V1Group> legacy = new ArrayList<>();
        LinuxException refused = null;
        List<CgroupDir> opened = new ArrayList<>();
        for (Hierarchy h : host.hierarchies()) {
            Path path = where.apply(h);
            if (path == null || (h.version() == 1 && h.controllers().isEmpty())) continue;
            try {
                CgroupDir dir = lasting ? CgroupDir.openLasting(path) : CgroupDir.open(path);
                opened.add(dir);
                if (h.version() == 2) unified = new V2Group(dir, h.mountPoint());
                else legacy.add(new V1Group(dir, h.kernelNames()));
            } catch (LinuxException e) {
                if (!isNotOurs(e)) {
                    opened.forEach(CgroupDir::close);
                    throw e;
                }
                refused = e;
            }
        }
        if (unified == null && legacy.isEmpty()) throw refused == null ? nothing(host, name) : refused;
        return new Cgroup(
                name,
                new Directories(host, unified, List.copyOf(legacy)),
                lasting ? Cgroup.Hold.OF_HOST : Cgroup.Hold.BORROWED);
    }

    private static LinuxException nothing(CgroupHost host, String name) {
        boolean none = host.mode() == CgroupHost.Mode.NONE;
        String hint = none ? "no cgroup file system is mounted: mount -t cgroup2 none /sys/fs/cgroup" : null;
        return new LinuxException("open cgroup", name, Errno.ENOENT.number(), null, hint);
    }

    /** Where {@code path} is in a mounted hierarchy. */
    static Optional<Hierarchy> hierarchyOf(CgroupHost host, Path path) {
        Hierarchy nearest = null;
        for (Hierarchy h : host.hierarchies()) {
            if (!path.startsWith(h.mountPoint())) continue;
            if (nearest == null || h.mountPoint().startsWith(nearest.mountPoint())) nearest = h;
        }
        return Optional.ofNullable(nearest);
    }
}
