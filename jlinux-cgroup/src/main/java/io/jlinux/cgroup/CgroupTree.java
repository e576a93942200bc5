package io.jlinux.cgroup;

import io.jlinux.cgroup.file.CgroupDir;
import io.jlinux.cgroup.v2.V2Group;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A cgroup's place in its hierarchy: what is below it, what kind it is, and which controllers its children get. From {@link
 * Cgroup#tree()}.
 *
 * <p>As thread-safe as the {@link Cgroup}, and usable as long as it is open.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#organizing-processes-and-threads">Organizing
 *     Processes and Threads</a>
 */
public final class CgroupTree {
    private static final int ATTEMPTS = 20;

    private final Cgroup cgroup;

    CgroupTree(Cgroup cgroup) {
        this.cgroup = cgroup;
    }

    /** What is shown each cgroup of a {@link #walk}. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * Sees one cgroup.
         *
         * @param cgroup borrowed, and closed when this returns
         */
        void visit(Cgroup cgroup) throws LinuxException;
    }

    /** The names of the cgroups right below, of any hierarchy, sorted. A snapshot: others may make and remove some. */
    public List<String> children() throws LinuxException {
        TreeSet<String> names = new TreeSet<>();
        for (CgroupDir dir : cgroup.dirs().all()) names.addAll(dir.children());
        return List.copyOf(names);
    }

    /**
     * Shows every cgroup below this one to {@code visitor}, each before its own children. One that is removed meanwhile is
     * left out.
     */
    public void walk(Visitor visitor) throws LinuxException {
        for (String name : childrenUnlessGone()) {
            Cgroup child;
            try {
                child = CgroupFactory.openChild(cgroup, List.of(name));
            } catch (LinuxException e) {
                if (e.errno() == Errno.ENOENT) continue;
                throw e;
            }
            try (child) {
                visitor.visit(child);
                child.tree().walk(visitor);
            }
        }
    }

    private List<String> childrenUnlessGone() throws LinuxException {
        try {
            return children();
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT) return List.of();
            throw e;
        }
    }

    /**
     * What it may hold; {@code cgroup.type}.
     *
     * @throws LinuxException {@code EOPNOTSUPP} where there is no v2 hierarchy: v1 has no types
     */
    public CgroupType type() throws LinuxException {
        CgroupDir dir = unified("read the type of").dir();
        String type = dir.read("cgroup.type").orElse("");
        if (type.isEmpty() && dir.isGone()) {
            throw new LinuxException("read the type of", dir.toString(), Errno.ENODEV.number(), null, "it is removed");
        }
        return CgroupType.parse(type);
    }

    /**
     * Makes it {@link CgroupType#THREADED}, which cannot be taken back: single threads of the processes of the cgroup above,
     * which thereby becomes {@link CgroupType#DOMAIN_THREADED}, may be {@linkplain CgroupTasks#addThread put} into it. Only
     * the controllers cpu, cpuset, perf_event and pids work in it.
     *
     * @throws LinuxException {@code EOPNOTSUPP} where the cgroup above has a domain controller such as memory enabled for
     *     its children, or is invalid itself; {@code EBUSY} with processes in it; and without a v2 hierarchy
     */
    public void makeThreaded() throws LinuxException {
        unified("make threaded").dir().write("cgroup.type", CgroupType.THREADED.kernelName());
    }

    /** The controllers that its children have on v2; {@code cgroup.subtree_control}. */
    public Set<Controller> enabledForChildren() throws LinuxException {
        Set<Controller> all = EnumSet.noneOf(Controller.class);
        V2Group unified = cgroup.dirs().unified();
        if (unified != null) unified.enabled().forEach(n -> Controller.named(n).ifPresent(all::add));
        return all;
    }

    /**
     * Enables controllers for the children, here and as far up as they are missing; what is enabled already is not written. On
     * v1, where each hierarchy has its controllers everywhere, nothing is to be done.
     *
     * @throws LinuxException {@code ENOENT} where this host or no cgroup above has one of them; {@code EBUSY} where processes
     *     are in the way: see {@link #evacuate}
     */
    public void enableForChildren(Set<Controller> controllers) throws LinuxException {
        for (Controller c : controllers) cgroup.dirs().of(c);
        V2Group unified = cgroup.dirs().unified();
        if (unified != null) unified.enable(CgroupFactory.onV2(cgroup, controllers));
    }

    /**
     * Disables controllers for the children on v2, whose limits and counters of them are thereby lost.
     *
     * @throws LinuxException {@code EBUSY} where a child has one of them enabled for its own children
     */
    public void disableForChildren(Set<Controller> controllers) throws LinuxException {
        V2Group unified = cgroup.dirs().unified();
        if (unified != null) unified.disable(CgroupFactory.onV2(cgroup, controllers));
    }

    /**
     * Makes the child {@code leaf} and moves every process of this cgroup into it, so that this one may give controllers to
     * its children: v2 allows that only where no processes are. When it fails all are moved back, and the child is removed.
     *
     * <p>For a program that is alone in a cgroup delegated to it, such as a container's: {@code
     * CgroupHost.current().self().tree().evacuate("main")}.
     *
     * @return the child, borrowed: closing it does not touch the processes
     * @throws LinuxException {@code EACCES} for processes that are not ours to move; {@code EAGAIN} when they fork faster than
     *     they are moved
     */
    public Cgroup evacuate(String leaf) throws LinuxException {
        Cgroup child = cgroup.createChild(leaf);
        try {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                if (cgroup.tasks().moveTo(child) == 0) {
                    child.detach();
                    return child;
                }
            }
            throw new LinuxException("empty", cgroup.toString(), Errno.EAGAIN.number(), null, "its processes fork");
        } catch (LinuxException | RuntimeException e) {
            giveBack(child, e);
            throw e;
        }
    }

    private void giveBack(Cgroup child, Exception cause) {
        try {
            for (int attempt = 0; child.tasks().moveTo(cgroup) > 0 && attempt < ATTEMPTS; attempt++) {}
            if (child.processes().isEmpty()) child.destroy();
            else child.detach(); // rather a cgroup too many than somebody's processes killed
            child.close();
        } catch (LinuxException e) {
            child.detach();
            cause.addSuppressed(e);
        }
    }

    private V2Group unified(String operation) throws LinuxException {
        V2Group unified = cgroup.dirs().unified();
        if (unified != null) return unified;
        throw new LinuxException(
                operation, cgroup.toString(), Errno.EOPNOTSUPP.number(), null, "v1 has no types of cgroups");
    }

    @Override
    public String toString() {
        return "tree of " + cgroup;
    }
}
