package io.jlinux.cgroup;

import io.jlinux.cgroup.v1.V1Group;
import io.jlinux.spawn.GroupMonitor;
import io.jlinux.spawn.Placement;
import io.jlinux.sys.Fd;
import io.jlinux.sys.KernelFeatures;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.Fcntl;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Into v2 with the clone itself, into each v1 hierarchy by the child's write of {@code 0} to {@code tasks}: neither waits
 * for the RCU grace period that moving a process by its pid costs.
 */
record CgroupPlacement(Directories dirs) implements Placement {
    @Override
    public Entry open() throws LinuxException {
        List<Fd> join = new ArrayList<>();
        Fd into = null;
        try {
            if (dirs.unified() != null) {
                Fd directory = dirs.unified().dir().fd();
                if (KernelFeatures.current().cloneIntoCgroup()) into = directory.duplicate();
                else join.add(directory.openAt("cgroup.procs", Fcntl.O_WRONLY));
            }
            for (V1Group g : dirs.legacy()) join.add(g.dir().fd().openAt("tasks", Fcntl.O_WRONLY));
            return new Entry(Optional.ofNullable(into), List.copyOf(join));
        } catch (LinuxException | RuntimeException e) {
            close(into, join);
            throw e;
        }
    }

    @Override
    public Optional<GroupMonitor> monitor() {
        return Optional.of(new CgroupMonitor(dirs));
    }

    private static void close(@Nullable Fd into, List<Fd> join) {
        if (into != null) into.close();
        join.forEach(Fd::close);
    }
}
