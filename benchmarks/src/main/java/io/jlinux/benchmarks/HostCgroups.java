package io.jlinux.benchmarks;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.sys.LinuxException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** The directories in which JLinux makes the cgroups of a container, with a comma behind each. */
    static String parentsOfContainer() {
        try (Cgroup probe = Cgroup.create("jlinux-benchmark-probe")) {
            return probe.directories().stream()
                    .map(directory -> directory.resolveSibling("") + ",")
                    .collect(Collectors.joining());
        } catch (LinuxException e) {
            throw new UncheckedIOException(e);
        }
    }
}
