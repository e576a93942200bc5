package io.jlinux.cgroup;

import io.jlinux.cgroup.file.CgroupDir;
import io.jlinux.cgroup.stat.CpuStat;
import io.jlinux.cgroup.stat.MemoryStat;
import io.jlinux.cgroup.stat.PidsStat;
import io.jlinux.cgroup.v1.V1Stats;
import io.jlinux.cgroup.v2.V2Stats;
import io.jlinux.sys.LinuxException;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads each statistic from the version that has it. */
final class CgroupStats {
    private static final OptionalLong NO_NUMBER = OptionalLong.empty();
    private static final MemoryStat NO_MEMORY = new MemoryStat(
            NO_NUMBER, NO_NUMBER, NO_NUMBER, NO_NUMBER, NO_NUMBER, NO_NUMBER, NO_NUMBER, NO_NUMBER, NO_NUMBER);
    private static final PidsStat NO_PIDS = new PidsStat(NO_NUMBER, NO_NUMBER, NO_NUMBER, NO_NUMBER);
    private static final CpuStat NO_CPU = new CpuStat(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            NO_NUMBER,
            NO_NUMBER,
            Optional.empty(),
            NO_NUMBER,
            Optional.empty());

    private CgroupStats() {}

    static MemoryStat memory(Directories dirs) throws LinuxException {
        CgroupDir v1 = dirs.v1(Controller.MEMORY);
        if (v1 != null) return V1Stats.memory(v1);
        return dirs.unified() == null
                ? NO_MEMORY
                : V2Stats.memory(dirs.unified().dir());
    }

    static PidsStat pids(Directories dirs) throws LinuxException {
        CgroupDir v1 = dirs.v1(Controller.PIDS);
        if (v1 != null) return V1Stats.pids(v1);
        return dirs.unified() == null ? NO_PIDS : V2Stats.pids(dirs.unified().dir());
    }

    static CpuStat cpu(Directories dirs) throws LinuxException {
        CgroupDir v1 = dirs.v1(Controller.CPU);
        CgroupDir acct = dirs.v1(Controller.CPUACCT);
        CpuStat times = NO_CPU;
        if (acct != null) times = V1Stats.usage(acct);
        else if (dirs.unified() != null) times = V2Stats.cpu(dirs.unified().dir());
        return v1 == null ? times : V1Stats.withQuota(times, v1);
    }
}
