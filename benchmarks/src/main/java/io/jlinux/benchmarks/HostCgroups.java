package io.jlinux.benchmarks;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.CgroupHost;
import io.jlinux.cgroup.CgroupLimits;
import io.jlinux.cgroup.Controller;
import io.jlinux.sys.LinuxException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Where this machine has its cgroups. */
final class HostCgroups {
    private static final Path MOUNT = Path.of("/sys/fs/cgroup");

    private HostCgroups() {}

    private static boolean isPureV2() {
        return Files.exists(MOUNT.resolve("cgroup.controllers"));
    }

    /** What a container without a cgroup namespace sees at {@code /sys/fs/cgroup}: the v2 hierarchy. */
    static Path shownInContainer() {
        return isPureV2() ? MOUNT : MOUNT.resolve("unified");
    }

    /** The file that limits a cgroup's memory. */
    static String memoryLimitFile() {
        return isPureV2() ? "memory.max" : "memory.limit_in_bytes";
    }

    /** The directories in which JLinux makes the cgroups of a container, with a comma behind each; on v1 also where its devices are allowed. */
    static String parentsOfContainer() {
        Set<Path> parents = new LinkedHashSet<>();
        try {
            addParents(parents, Cgroup.create("jlinux-benchmark-probe"));
            CgroupHost host = CgroupHost.current();
            boolean ofV1 = host.hierarchy(Controller.DEVICES)
                    .filter(h -> h.version() == 1)
                    .isPresent();
            if (ofV1) {
                Set<Controller> devices = Set.of(Controller.DEVICES);
                addParents(parents, Cgroup.create("jlinux-benchmark-probe", CgroupLimits.NONE, devices));
            }
        } catch (LinuxException e) {
            throw new UncheckedIOException(e);
        }
        return parents.stream().map(parent -> parent + ",").collect(Collectors.joining());
    }

    private static void addParents(Set<Path> parents, Cgroup probe) throws LinuxException {
        try (probe) {
            for (Path directory : probe.directories()) parents.add(directory.resolveSibling(""));
        }
    }
}
