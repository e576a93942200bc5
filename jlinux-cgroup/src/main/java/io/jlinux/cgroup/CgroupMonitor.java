package io.jlinux.cgroup;

import io.jlinux.cgroup.file.CgroupDir;
import io.jlinux.cgroup.file.FlatKeyed;
import io.jlinux.spawn.GroupMonitor;
import io.jlinux.sys.LinuxException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** What a {@code Spawn} with limits asks of the cgroup that its process is in. v1 counts no OOM kills of the cgroups below. */
record CgroupMonitor(Directories dirs) implements GroupMonitor {
    @Override
    public OptionalLong oomKills() throws LinuxException {
        CgroupDir v1 = dirs.v1(Controller.MEMORY);
        if (v1 != null) return FlatKeyed.parse(v1.read("memory.oom_control")).get("oom_kill");
        if (dirs.unified() == null) return OptionalLong.empty();
        return FlatKeyed.parse(dirs.unified().dir().read("memory.events")).get("oom_kill");
    }

    @Override
    public Optional<Duration> cpuTime() throws LinuxException {
        return CgroupStats.cpu(dirs).usage();
    }

    @Override
    public void kill() throws LinuxException {
        CgroupKill.killAndKeep(dirs);
    }
}
