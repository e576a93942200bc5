package io.jlinux.cgroup;

import io.jlinux.cgroup.file.CgroupDir;
import io.jlinux.cgroup.v1.V1Cpu;
import io.jlinux.cgroup.v1.V1Memory;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The writes that limits are on a host, each for the version that has its controller there.
 *
 * @param v1 the writes for v1 hierarchies, pairs of files that depend on each other in sequence
 * @param v2 the writes for the v2 hierarchy
 */
record LimitPlan(List<ControlWrite> v1, List<ControlWrite> v2) {
    /** @throws LinuxException for a limit that this host cannot enforce */
    static LimitPlan of(CgroupHost host, CgroupLimits limits) throws LinuxException {
        if (limits.isEmpty()) return new LimitPlan(List.of(), List.of());
        Set<Controller> onV1 = EnumSet.noneOf(Controller.class);
        for (Controller c : limits.controllers()) {
            if (host.hierarchy(c).isEmpty()) throw unavailable(host, c);
            if (host.isOnV1(c)) onV1.add(c);
        }
        List<ControlWrite> v2 = new ArrayList<>(limits.v2Writes());
        v2.removeIf(w -> onV1.contains(w.controller()));
        return new LimitPlan(onV1.isEmpty() ? List.of() : limits.v1Writes(onV1), v2);
    }

    static LinuxException unavailable(CgroupHost host, Controller c) {
        String where = host.unified()
                .map(h -> "cgroup.controllers of " + h.mountPoint() + " does not have it, and ")
                .orElse("");
        return new LinuxException(
                "use controller '" + c.kernelName() + "' on",
                "this host",
                Errno.ENOENT.number(),
                null,
                where + "no mounted v1 hierarchy does: the kernel lacks it (see /proc/cgroups), or it was not delegated"
                        + " to this container");
    }

    /** Writes all, into a new cgroup that is thrown away when this fails. */
    void write(Cgroup cg) throws LinuxException {
        writeV1(cg);
        Directories dirs = cg.dirs();
        for (int i = 0; i < v2.size(); i++) {
            ControlWrite w = v2.get(i);
            CgroupDir dir = dirs.of(w.controller());
            if (w.file().equals("cpu.max") && burstComesNext(i)) writeQuotaAndBurst(dirs, dir, w, v2.get(++i));
            else dirs.write(dir, w.file(), w.value());
            if (w.file().equals("cpuset.cpus.partition")) checkPartition(dir, w.value());
        }
    }

    private boolean burstComesNext(int i) {
        return i + 1 < v2.size() && v2.get(i + 1).file().equals("cpu.max.burst");
    }

    /** The burst may not be more than the quota, at no moment: whichever is allowed first. */
    private static void writeQuotaAndBurst(Directories dirs, CgroupDir dir, ControlWrite quota, ControlWrite burst)
            throws LinuxException {
        try {
            dirs.write(dir, quota.file(), quota.value());
        } catch (LinuxException e) {
            if (e.errno() != Errno.EINVAL) throw e;
            dirs.write(dir, burst.file(), burst.value());
            dirs.write(dir, quota.file(), quota.value());
            return;
        }
        dirs.write(dir, burst.file(), burst.value());
    }

    /** The kernel takes the wish for a partition and says afterwards that it is not one. */
    private static void checkPartition(CgroupDir dir, String wanted) throws LinuxException {
        String is = dir.read("cpuset.cpus.partition").orElse("").strip();
        if (is.equals(wanted)) return;
        throw new LinuxException(
                "make a cpuset partition '" + wanted + "' of",
                dir.toString(),
                Errno.EINVAL.number(),
                "it is " + is,
                null);
    }

    /** Writes all, and when one fails puts back what was there before. */
    void apply(Cgroup cg) throws LinuxException {
        LimitUndo undo = new LimitUndo();
        Directories dirs = cg.dirs();
        for (ControlWrite w : v1) undo.remember(dirs.of(w.controller()), w);
        for (ControlWrite w : v2) undo.remember(dirs.of(w.controller()), w);
        try {
            write(cg);
        } catch (LinuxException e) {
            undo.writeBack();
            throw e;
        }
    }

    private void writeV1(Cgroup cg) throws LinuxException {
        V1Memory memory = cg.legacyMemory();
        for (int i = 0; i < v1.size(); i++) {
            ControlWrite w = v1.get(i);
            CgroupDir dir = cg.dirs().of(w.controller());
            if (w.file().equals(V1Memory.LIMIT) && memory != null) {
                boolean both = i + 1 < v1.size() && v1.get(i + 1).file().equals(V1Memory.SUM);
                if (both) memory.set(bytes(w), bytes(v1.get(++i)));
                else memory.setMax(bytes(w));
            } else if (w.file().equals(V1Cpu.PERIOD)) {
                V1Cpu.set(
                        dir,
                        Long.parseLong(w.value()),
                        Long.parseLong(v1.get(++i).value()));
            } else {
                dir.write(w.file(), w.value());
            }
        }
    }

    private static long bytes(ControlWrite w) {
        return w.value().equals("-1") ? CgroupLimits.UNLIMITED : Long.parseLong(w.value());
    }
}
