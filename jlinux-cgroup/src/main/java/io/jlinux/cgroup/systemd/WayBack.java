package io.jlinux.cgroup.systemd;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.CgroupHost;
import io.jlinux.cgroup.Hierarchy;
import io.jlinux.cgroup.file.ProcCgroup;
import io.jlinux.sys.Errno;
import io.jlinux.sys.KernelFile;
import io.jlinux.sys.LinuxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where processes were before they were moved, by {@code /proc/PID/cgroup}, to move them there again. */
final class WayBack {
    private final Map<Long, List<Path>> directories = new LinkedHashMap<>();

    private WayBack() {}

    /** Of processes that may have ended: those have no way. */
    static WayBack of(long... pids) throws LinuxException {
        WayBack back = new WayBack();
        List<Hierarchy> hierarchies = CgroupHost.current().hierarchies();
        for (long pid : pids) {
            try {
                String text = KernelFile.read(Path.of("/proc/" + pid + "/cgroup"));
                back.directories.put(pid, directories(hierarchies, ProcCgroup.parse(text)));
            } catch (LinuxException e) {
                if (e.errno() != Errno.ENOENT && e.errno() != Errno.ESRCH) throw e;
            }
        }
        return back;
    }

    private static List<Path> directories(List<Hierarchy> hierarchies, List<ProcCgroup> lines) {
        List<Path> found = new ArrayList<>();
        for (Hierarchy h : hierarchies) {
            for (ProcCgroup line : lines) {
                if (!isOf(line, h)) continue;
                Hierarchy there = new Hierarchy(
                        h.version(), h.controllers(), h.name(), h.mountPoint(), h.mountRoot(), line.path());
                there.ownDirectory().filter(Files::isDirectory).ifPresent(found::add);
            }
        }
        return found;
    }

    private static boolean isOf(ProcCgroup line, Hierarchy h) {
        if (h.version() == 2) return line.isUnified();
        if (!h.name().isEmpty()) return line.controllers().contains("name=" + h.name());
        return h.controllers().stream().anyMatch(c -> line.controllers().contains(c.v1Name()));
    }

    /**
     * Moves them.
     *
     * @throws LinuxException where one could not be; the others have been
     */
    void go() throws LinuxException {
        LinuxException refused = null;
        for (Map.Entry<Long, List<Path>> e : directories.entrySet()) {
            try (Cgroup before = Cgroup.open(e.getValue())) {
                before.add(e.getKey());
            } catch (LinuxException x) {
                if (x.errno() != Errno.ESRCH) refused = x;
            }
        }
        if (refused != null) throw refused;
    }
}
