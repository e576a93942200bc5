package io.jlinux.cgroup;

import io.jlinux.cgroup.file.Ascii;
import io.jlinux.cgroup.file.CgroupDir;
import io.jlinux.cgroup.file.FlatKeyed;
import io.jlinux.cgroup.file.NumberList;
import io.jlinux.cgroup.v1.V1Memory;
import io.jlinux.cgroup.v2.V2Group;
import io.jlinux.sys.LinuxException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Looks at a cgroup and those above it, as far up as its hierarchy is mounted. */
final class EffectiveLimitsReader {
    private static final double UNLIMITED = Double.MAX_VALUE;

    /** What one cgroup says; {@link Ascii#MAX} for no limit. */
    @FunctionalInterface
    private interface Look {
        double of(CgroupDir dir) throws LinuxException;
    }

    private EffectiveLimitsReader() {}

    static EffectiveLimits read(Directories dirs) throws LinuxException {
        CgroupDir v1Memory = dirs.v1(Controller.MEMORY);
        OptionalLong memory;
        OptionalLong swap;
        if (v1Memory != null) {
            FlatKeyed stat = FlatKeyed.parse(v1Memory.read("memory.stat"));
            memory = V1Memory.limit(stat.get("hierarchical_memory_limit"));
            OptionalLong both = V1Memory.limit(stat.get("hierarchical_memsw_limit"));
            swap = memory.isPresent() && both.isPresent()
                    ? OptionalLong.of(Math.max(0, both.getAsLong() - memory.getAsLong()))
                    : OptionalLong.empty();
        } else {
            memory = smallest(dirs, Controller.MEMORY, "memory.max");
            swap = smallest(dirs, Controller.MEMORY, "memory.swap.max");
        }
        return new EffectiveLimits(
                memory,
                v1Memory != null ? OptionalLong.empty() : smallest(dirs, Controller.MEMORY, "memory.high"),
                swap,
                smallest(dirs, Controller.PIDS, "pids.max"),
                quota(dirs),
                cpuset(dirs));
    }

    private static OptionalLong smallest(Directories dirs, Controller c, String file) throws LinuxException {
        double least = least(dirs, c, dir -> dir.readNumber(file).orElse(Ascii.MAX));
        return least >= Ascii.MAX ? OptionalLong.empty() : OptionalLong.of((long) least);
    }

    private static OptionalDouble quota(Directories dirs) throws LinuxException {
        boolean v1 = dirs.v1(Controller.CPU) != null;
        double least = least(dirs, Controller.CPU, dir -> v1 ? v1Quota(dir) : v2Quota(dir.read("cpu.max")));
        return least >= Ascii.MAX ? OptionalDouble.empty() : OptionalDouble.of(least);
    }

    private static double v1Quota(CgroupDir dir) throws LinuxException {
        long quota = dir.readNumber("cpu.cfs_quota_us").orElse(-1);
        long period = dir.readNumber("cpu.cfs_period_us").orElse(0);
        return quota < 0 || period <= 0 ? UNLIMITED : (double) quota / period;
    }

    static double v2Quota(Optional<String> text) {
        String[] f = text.orElse("max 100000").strip().split(" ", -1);
        return f.length < 2 || f[0].equals("max") ? UNLIMITED : Double.parseDouble(f[0]) / Double.parseDouble(f[1]);
    }

    /** The kernel has it computed already for every cgroup that has the controller. */
    private static OptionalInt cpuset(Directories dirs) throws LinuxException {
        boolean v1 = dirs.v1(Controller.CPUSET) != null;
        double least = least(
                dirs,
                Controller.CPUSET,
                dir -> dir.read(v1 ? "cpuset.effective_cpus" : "cpuset.cpus.effective")
                        .filter(list -> !list.isBlank())
                        .map(list -> (double) NumberList.parse(list).cardinality())
                        .orElse(UNLIMITED));
        return least >= Ascii.MAX ? OptionalInt.empty() : OptionalInt.of((int) least);
    }

    private static double least(Directories dirs, Controller controller, Look look) throws LinuxException {
        CgroupDir dir = dirs.v1(controller);
        if (dir == null) {
            V2Group unified = dirs.unified();
            if (unified == null || dirs.host().isOnV1(controller)) return UNLIMITED;
            dir = unified.dir();
        }
        Path top = Homes.hierarchyOf(dirs.host(), dir.path())
                .map(Hierarchy::mountPoint)
                .orElse(dir.path());
        double least = look.of(dir);
        return dir.path().equals(top) ? least : Math.min(least, above(dir, top, look));
    }

    private static double above(CgroupDir dir, Path top, Look look) throws LinuxException {
        try (CgroupDir up = dir.parent()) {
            double least = look.of(up);
            return up.path().equals(top) || !up.path().startsWith(top) ? least : Math.min(least, above(up, top, look));
        }
    }
}
