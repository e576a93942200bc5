package io.jlinux.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;

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
}
