package io.jlinux.cgroup.file;

import java.util.ArrayList;
import java.util.List;

/**
 * One line of {@code /proc/PID/cgroup}: where a process is in one hierarchy.
 *
 * @param controllers of a v1 hierarchy, with {@code name=…} for a named one; empty for v2
 * @param path from the root of the reader's cgroup namespace
 * @see <a href="https://man7.org/linux/man-pages/man7/cgroups.7.html">cgroups(7)</a>
 */
public record ProcCgroup(int hierarchy, List<String> controllers, String path) {
    public static List<ProcCgroup> parse(String text) {
        List<ProcCgroup> lines = new ArrayList<>();
        // not lines(): a carriage return may stand in a path
        for (String line : text.split("\n", -1)) {
            String[] f = line.split(":", 3);
            if (f.length < 3) continue;
            List<String> controllers = f[1].isEmpty() ? List.of() : List.of(f[1].split(",", -1));
            lines.add(new ProcCgroup(Integer.parseInt(f[0]), controllers, f[2]));
        }
        return lines;
    }

    public boolean isUnified() {
        return hierarchy == 0 && controllers.isEmpty();
    }
}
