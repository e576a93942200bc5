package io.jlinux.cgroup;

import io.jlinux.cgroup.file.CgroupDir;
import io.jlinux.cgroup.file.ProcessSweep;
import io.jlinux.cgroup.file.Waiting;
import io.jlinux.cgroup.v1.V1Freezer;
import io.jlinux.cgroup.v1.V1Group;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.time.Duration;

/** What is done to all processes of a cgroup, on whichever version can do it best. */
final class CgroupKill {
    private CgroupKill() {}

    /** For a cgroup that is removed next. */
    static void kill(Directories dirs) throws LinuxException {
        if (dirs.unified() != null) dirs.unified().kill();
        killLegacy(dirs);
    }

    /** The same for a cgroup that stays, and may be used again. */
    static void killAndKeep(Directories dirs) throws LinuxException {
        if (dirs.unified() != null) dirs.unified().killAndKeep();
        killLegacy(dirs);
    }

    private static void killLegacy(Directories dirs) throws LinuxException {
        CgroupDir freezer = dirs.unified() == null ? dirs.v1(Controller.FREEZER) : null;
        Waiting waiting = Waiting.atMost(ProcessSweep.PATIENCE);
        while (true) {
            if (freezer != null) freezer.tryWrite("freezer.state", "FROZEN");
            int found = 0;
            try {
                for (V1Group g : dirs.legacy()) found += ProcessSweep.kill(g.dir());
            } finally {
                if (freezer != null) V1Freezer.thaw(freezer);
            }
            boolean dying = dirs.unified() != null; // what v2 has killed is listed for a while
            if (found == 0 || dying || waiting.isOver()) return;
            waiting.pause();
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
        try {
            if (!dir.processes().isEmpty()) return true;
            for (String name : dir.children()) {
                try (CgroupDir child = dir.child(name)) {
                    if (hasProcesses(child)) return true;
                } catch (LinuxException e) {
                    if (e.errno() != Errno.ENOENT) throw e;
                }
            }
            return false;
        } catch (LinuxException e) {
            if (dir.isGone()) return false; // somebody else removed it meanwhile, so it is empty
            throw e;
        }
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
