package io.jlinux.cgroup;

import io.jlinux.cgroup.file.CgroupDir;
import io.jlinux.cgroup.file.ProcessSweep;
import io.jlinux.cgroup.file.Waiting;
import io.jlinux.cgroup.v1.V1Freezer;
import io.jlinux.cgroup.v1.V1Group;
import io.jlinux.sys.LinuxException;
import java.time.Duration;

/** What is done to all processes of a cgroup, on whichever version can do it best. */
final class CgroupKill {
    private static final int ROUNDS = 20;

    private CgroupKill() {}

    static void kill(Directories dirs) throws LinuxException {
        if (dirs.unified() != null) dirs.unified().kill();
        CgroupDir freezer = dirs.unified() == null ? dirs.v1(Controller.FREEZER) : null;
        for (int round = 0; round < ROUNDS; round++) {
            if (freezer != null) freezer.tryWrite("freezer.state", "FROZEN");
            int found = 0;
            try {
                for (V1Group g : dirs.legacy()) found += ProcessSweep.kill(g.dir());
            } finally {
                if (freezer != null) V1Freezer.thaw(freezer);
            }
            if (found == 0) return;
            if (dirs.unified() != null) return; // what v2 has killed is still listed while it dies
            Waiting.atMost(Duration.ofMillis(round)).pause();
        }
    }

    static boolean awaitEmpty(Directories dirs, Duration atMost) throws LinuxException {
        Waiting waiting = Waiting.atMost(atMost);
        if (dirs.unified() != null && !dirs.unified().awaitEmpty(atMost)) return false;
        for (V1Group g : dirs.legacy()) {
            while (hasProcesses(g.dir())) {
                if (waiting.isOver()) return false;
                waiting.pause();
            }
        }
        return true;
    }

    private static boolean hasProcesses(CgroupDir dir) throws LinuxException {
        if (!dir.processes().isEmpty()) return true;
        if (dir.isGone()) return false;
        for (String name : dir.children()) {
            try (CgroupDir child = dir.child(name)) {
                if (hasProcesses(child)) return true;
            } catch (LinuxException e) {
                if (e.errno() != io.jlinux.sys.Errno.ENOENT) throw e;
            }
        }
        return false;
    }

    static void freeze(Directories dirs, Duration atMost) throws LinuxException {
        if (dirs.unified() != null) dirs.unified().freeze(atMost);
        else V1Freezer.freeze(dirs.of(Controller.FREEZER), atMost);
    }

    static void thaw(Directories dirs) throws LinuxException {
        if (dirs.unified() != null) dirs.unified().thaw();
        else V1Freezer.thaw(dirs.of(Controller.FREEZER));
    }
}
