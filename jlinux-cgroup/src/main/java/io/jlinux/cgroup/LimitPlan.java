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
    /** A value as it was before, to be written back. */
    private record Undo(CgroupDir dir, String file, String value) {}

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
        for (ControlWrite w : v2) dirs.write(dirs.of(w.controller()), w.file(), w.value());
    }

    /** Writes all, and when one fails puts back what was there before. */
    void apply(Cgroup cg) throws LinuxException {
        List<Undo> undo = new ArrayList<>();
        Directories dirs = cg.dirs();
        for (ControlWrite w : v1) remember(dirs.of(w.controller()), w.file(), undo);
        for (ControlWrite w : v2) remember(dirs.of(w.controller()), w.file(), undo);
        try {
            write(cg);
        } catch (LinuxException e) {
            for (int pass = 0; pass < 2; pass++) { // twice, for files of which one must be written before the other
                for (Undo u : undo) u.dir.tryWrite(u.file, u.value);
            }
            throw e;
        }
    }

    private static void remember(CgroupDir dir, String file, List<Undo> undo) throws LinuxException {
        dir.read(file).ifPresent(old -> undo.add(0, new Undo(dir, file, old.isEmpty() ? "\n" : old)));
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
