package io.jlinux.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
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

    /**
     * The directory of the cgroup of this process that the memory controller works on: children are made below it.
     *
     * @see <a href="https://man7.org/linux/man-pages/man7/cgroups.7.html">cgroups(7)</a>
     */
    static Path ownMemoryCgroup() {
        try {
            String key = isPureV2() ? "0::/" : ":memory:/";
            String line = Files.readAllLines(Path.of("/proc/self/cgroup")).stream()
                    .filter(l -> l.contains(key))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no memory controller in /proc/self/cgroup"));
            Path mount = isPureV2() ? MOUNT : MOUNT.resolve("memory");
            return mount.resolve(line.substring(line.indexOf(key) + key.length()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
