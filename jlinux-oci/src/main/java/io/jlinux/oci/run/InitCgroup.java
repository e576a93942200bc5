package io.jlinux.oci.run;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.CgroupHost;
import io.jlinux.cgroup.Hierarchy;
import io.jlinux.sys.KernelFile;
import io.jlinux.sys.LinuxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The cgroup of v2 that a container's first process is in now, where it has moved below the container's own: as systemd in a container
 * does, because v2 allows no process in a cgroup whose children have controllers.
 */
public final class InitCgroup {
    private InitCgroup() {}

    /** Borrowed; empty where it has not moved, or not below. */
    public static Optional<Cgroup> below(Cgroup container, long pid) throws LinuxException {
        Optional<Hierarchy> unified = CgroupHost.current().unified();
        if (unified.isEmpty()) return Optional.empty();
        Path mount = unified.get().mountPoint();
        Optional<String> path = path(KernelFile.read(Path.of("/proc", Long.toString(pid), "cgroup")));
        if (path.isEmpty()) return Optional.empty();
        Path now = mount.resolve("./" + path.get()).normalize();
        List<Path> directories = new ArrayList<>();
        boolean moved = false;
        for (Path directory : container.directories()) {
            boolean below = directory.startsWith(mount) && now.startsWith(directory) && !now.equals(directory);
            directories.add(below ? now : directory);
            moved |= below;
        }
        return moved ? Optional.of(Cgroup.open(directories)) : Optional.empty();
    }

    /** The path in the hierarchy of v2, by the text of {@code /proc/PID/cgroup}. */
    static Optional<String> path(String text) {
        // not lines(): a carriage return may stand in a path
        return Arrays.stream(text.split("\n", -1))
                .filter(line -> line.startsWith("0::/"))
                .map(line -> line.substring(3))
                .findFirst();
    }
}
