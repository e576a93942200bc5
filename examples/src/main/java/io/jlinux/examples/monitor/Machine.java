package io.jlinux.examples.monitor;

import io.jlinux.cgroup.CgroupHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What does not change.
 *
 * @param watched the cgroup
 * @param mode of the host's cgroups
 * @param memory bytes of the machine
 */
record Machine(String watched, String mode, int processors, double memory) {
    private static final Path MEMINFO = Path.of("/proc/meminfo");

    static Machine of(String watched, CgroupHost host) {
        String mode = host.mode().name().toLowerCase(Locale.ROOT);
        return new Machine(watched, mode, Runtime.getRuntime().availableProcessors(), meminfo("MemTotal:"));
    }

    /** Bytes in use on the whole machine, which the root of v2 does not tell. */
    static double memoryInUse() {
        return meminfo("MemTotal:") - meminfo("MemAvailable:");
    }

    private static double meminfo(String key) {
        try (Stream<String> lines = Files.lines(MEMINFO)) {
            return lines.filter(l -> l.startsWith(key))
                    .mapToDouble(l -> 1024 * Double.parseDouble(l.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException e) {
            return Double.NaN;
        }
    }
}
