package io.jlinux.cgroup;

import io.jlinux.cgroup.file.CgroupDir;
import io.jlinux.cgroup.v1.V1Group;
import io.jlinux.cgroup.v2.V2Group;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes and opens the directories of cgroups, all or none of them. */
final class CgroupFactory {
    private static final int ATTEMPTS = 5;

    private CgroupFactory() {}

    /** The controllers a cgroup gets where they can be had, although no limit asks for them. */
    static Set<Controller> defaults(CgroupHost host) {
        Set<Controller> all = EnumSet.of(Controller.MEMORY, Controller.PIDS, Controller.CPU);
        if (host.unified().isEmpty()) all.add(Controller.CPUACCT);
        all.addAll(helpers(host));
        return all;
    }

    /** What is needed on v1 to do what v2 does without a controller. */
    static Set<Controller> helpers(CgroupHost host) {
        return host.unified().isEmpty() ? EnumSet.of(Controller.FREEZER) : EnumSet.noneOf(Controller.class);
    }

    /**
     * Creates all or nothing.
     *
     * @param must without these it fails
     * @param may these are left out where they cannot be had
     */
    static Cgroup create(Cgroup parent, String name, CgroupLimits limits, Set<Controller> must, Set<Controller> may)
            throws LinuxException {
        List<String> parts = CgroupName.parts(name);
        CgroupHost host = parent.dirs().host();
        LimitPlan plan = LimitPlan.of(host, limits);
        for (Controller c : must) {
            if (host.hierarchy(c).isEmpty()) throw LimitPlan.unavailable(host, c);
            if (c != Controller.CORE) parent.dirs().of(c);
        }
        if (parts.size() == 1) return leaf(parent, name, plan, must, may);
        V2Group unified = parent.dirs().unified();
        if (unified != null) unified.enable(onV2(parent, must)); // it fails here, before the first is made
        for (int attempt = 1; ; attempt++) {
            try {
                return nested(parent, parts, plan, must, may);
            } catch (LinuxException e) {
                // another process may just have removed a cgroup on the way, with its last one below
                if (e.errno() != Errno.ENOENT || attempt == ATTEMPTS) throw e;
            }
        }
    }

    private static Cgroup nested(
            Cgroup parent, List<String> parts, LimitPlan plan, Set<Controller> must, Set<Controller> may)
            throws LinuxException {
        boolean done = false;
        ImplicitCgroups.keeping().lock();
        try {
            Cgroup cg = create(parent, parts, plan, must, may);
            done = true;
            return cg;
        } finally {
            ImplicitCgroups.keeping().unlock();
            List<String> way = parts.subList(0, parts.size() - 1);
            if (!done) parent.dirs().all().forEach(dir -> ImplicitCgroups.removeEmpty(dir, way));
        }
    }

    private static Cgroup create(
            Cgroup parent, List<String> parts, LimitPlan plan, Set<Controller> must, Set<Controller> may)
            throws LinuxException {
        if (parts.size() == 1) return leaf(parent, parts.get(0), plan, must, may);
        try (Cgroup up = onTheWay(parent, parts.get(0), must, may)) {
            return create(up, parts.subList(1, parts.size()), plan, must, may);
        }
    }

    /** The cgroup {@code name} below {@code parent}, made where it is missing. */
    private static Cgroup onTheWay(Cgroup parent, String name, Set<Controller> must, Set<Controller> may)
            throws LinuxException {
        V2Group unified = parent.dirs().unified();
        List<V1Group> legacy = new ArrayList<>();
        V2Group unifiedChild = null;
        try {
            if (unified != null) {
                madeOnTheWay(unified.dir(), name, ImplicitCgroups.mkdir(unified.dir(), name));
                unifiedChild = unified.child(name);
            }
            for (V1Group g : wanted(parent, must, may)) {
                long r = ImplicitCgroups.mkdir(g.dir(), name);
                if (!isAny(g, must) && isForbidden(r)) continue;
                boolean isNew = madeOnTheWay(g.dir(), name, r);
                V1Group child = g.child(name);
                legacy.add(child);
                if (isNew) child.initialize();
            }
            return new Cgroup(
                    join(parent, name),
                    new Directories(parent.dirs().host(), unifiedChild, legacy),
                    Cgroup.Hold.BORROWED);
        } catch (LinuxException | RuntimeException e) {
            if (unifiedChild != null) unifiedChild.close();
            legacy.forEach(V1Group::close);
            throw e;
        }
    }

    /** Whether {@code result}, that of a mkdir, made the cgroup; it may have been there before. */
    private static boolean madeOnTheWay(CgroupDir parent, String name, long result) throws LinuxException {
        if (Result.is(result, Errno.EEXIST)) return false;
        parent.checkMkdir(result, name);
        return true;
    }

    private static Cgroup leaf(Cgroup parent, String name, LimitPlan plan, Set<Controller> must, Set<Controller> may)
            throws LinuxException {
        List<CgroupDir> made = new ArrayList<>();
        List<CgroupDir> opened = new ArrayList<>();
        try {
            V2Group unified = parent.dirs().unified();
            V2Group unifiedChild = null;
            if (unified != null) {
                unified.enable(onV2(parent, must));
                unified.enableWhatIsThere(onV2(parent, may));
                unified.dir().mkdir(name);
                made.add(unified.dir());
                unifiedChild = unified.child(name);
                opened.add(unifiedChild.dir());
            }
            List<V1Group> legacy = new ArrayList<>();
            for (V1Group g : wanted(parent, must, may)) {
                if (!make(g, name, isAny(g, must))) continue;
                made.add(g.dir());
                V1Group child = g.child(name);
                opened.add(child.dir());
                legacy.add(child);
                child.initialize();
            }
            if (opened.isEmpty()) throw nowhere(parent, name);
            Directories dirs = new Directories(parent.dirs().host(), unifiedChild, legacy);
            Cgroup cg = new Cgroup(join(parent, name), dirs, Cgroup.Hold.OWNED);
            plan.write(cg);
            return cg;
        } catch (LinuxException | RuntimeException e) {
            for (CgroupDir dir : opened) dir.close();
            for (CgroupDir dir : made) dir.tryRmdir(name);
            throw e;
        }
    }

    /** Makes a v1 cgroup; returns false where it may not be made and need not. */
    private static boolean make(V1Group parent, String name, boolean must) throws LinuxException {
        long r = parent.dir().tryMkdir(name);
        if (!must && isForbidden(r)) return false;
        parent.dir().checkMkdir(r, name);
        return true;
    }

    private static boolean isForbidden(long r) {
        return Result.is(r, Errno.EACCES) || Result.is(r, Errno.EPERM) || Result.is(r, Errno.EROFS);
    }

    private static LinuxException nowhere(Cgroup parent, String name) throws LinuxException {
        for (V1Group g : parent.dirs().legacy()) g.dir().mkdir(name);
        return new LinuxException("create cgroup", name, Errno.ENOENT.number(), "no hierarchy to make it in", null);
    }

    private static List<V1Group> wanted(Cgroup parent, Set<Controller> must, Set<Controller> may) {
        if (must.isEmpty() && may.isEmpty()) return List.of();
        return parent.dirs().legacy().stream()
                .filter(g -> isAny(g, must) || isAny(g, may))
                .toList();
    }

    /** What {@link #create} would make of the cgroup itself and is not there. */
    static List<Path> missing(Cgroup parent, String name, Set<Controller> must, Set<Controller> may) {
        CgroupName.parts(name);
        List<Path> missing = new ArrayList<>();
        V2Group unified = parent.dirs().unified();
        if (unified != null && !unified.dir().has(name))
            missing.add(unified.dir().path().resolve(name));
        for (V1Group g : wanted(parent, must, may)) {
            if (!g.dir().has(name)) missing.add(g.dir().path().resolve(name));
        }
        return missing;
    }

    private static boolean isAny(V1Group group, Set<Controller> controllers) {
        for (Controller c : controllers) {
            if (group.controllers().contains(c.v1Name())) return true;
        }
        return false;
    }

    /** The names of those that are on v2 here. */
    static Set<String> onV2(Cgroup parent, Set<Controller> controllers) {
        if (controllers.isEmpty()) return Set.of();
        Set<String> names = new HashSet<>();
        CgroupHost host = parent.dirs().host();
        for (Controller c : controllers) {
            if (host.isOnV2(c)) names.add(c.v2Name());
        }
        return names;
    }

    private static String join(Cgroup parent, String name) {
        return parent.name().isEmpty() ? name : parent.name() + "/" + name;
    }

    static Cgroup openChild(Cgroup parent, List<String> parts) throws LinuxException {
        Cgroup at = openChild(parent, parts.get(0));
        for (String part : parts.subList(1, parts.size())) {
            try (Cgroup up = at) {
                at = openChild(up, part);
            }
        }
        return at;
    }

    private static Cgroup openChild(Cgroup parent, String name) throws LinuxException {
        V2Group unified = parent.dirs().unified();
        V2Group child = null;
        List<V1Group> legacy = new ArrayList<>();
        LinuxException absent = null;
        try {
            if (unified != null) child = unified.child(name);
        } catch (LinuxException e) {
            absent = e;
        }
        for (V1Group g : parent.dirs().legacy()) {
            try {
                legacy.add(g.child(name));
            } catch (LinuxException e) {
                absent = absent == null ? e : absent;
            }
        }
        if (child == null && legacy.isEmpty()) throw absent == null ? nowhere(parent, name) : absent;
        return new Cgroup(
                join(parent, name), new Directories(parent.dirs().host(), child, legacy), Cgroup.Hold.BORROWED);
    }

    static Cgroup open(CgroupHost host, Collection<Path> directories) throws LinuxException {
        IdentityHashMap<Hierarchy, Path> where = new IdentityHashMap<>(); // those of one host
        for (Path path : directories) {
            Hierarchy h = Homes.hierarchyOf(host, path)
                    .orElseThrow(() -> new IllegalArgumentException("in no cgroup hierarchy: " + path));
            @Nullable Path other = where.put(h, path);
            if (other != null) throw new IllegalArgumentException("two of one hierarchy: " + other + ", " + path);
        }
        String name = directories.isEmpty() ? "" : directories.iterator().next().toString();
        return Homes.open(host, name, false, where::get);
    }
}
