package io.jlinux.cgroup;

import io.jlinux.cgroup.file.CgroupDir;
import io.jlinux.cgroup.file.CgroupErrors;
import io.jlinux.cgroup.file.ProcessSweep;
import io.jlinux.cgroup.file.Waiting;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Removes a cgroup: at once when it is empty, otherwise kill, wait, and again, for a bounded time. */
final class CgroupRemoval {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private CgroupRemoval() {}

    static void remove(Directories dirs) throws LinuxException {
        remove(dirs, DEADLINE);
    }

    static void remove(Directories dirs, Duration deadline) throws LinuxException {
        Waiting waiting = Waiting.atMost(deadline);
        boolean killed = false;
        for (CgroupDir dir : dirs.all()) { // v2 comes first: while it is there, it can kill
            for (int attempt = 0; ; attempt++) {
                long r = dir.tryRemove();
                if (r == 0) break;
                boolean inUse = Result.is(r, Errno.EBUSY) || Result.is(r, Errno.ENOTEMPTY);
                if (!inUse || (attempt > 0 && waiting.isOver())) {
                    throw CgroupErrors.of(dir, "remove cgroup", dir.path(), "", (int) -r);
                }
                try {
                    empty(dirs, dir, killed ? null : deadline);
                } catch (LinuxException e) {
                    if (!dir.isGone()) throw e; // somebody else removes it, too
                }
                if (killed) waiting.pause();
                killed = true;
            }
            ImplicitCgroups.removeEmptyAbove(dir);
        }
    }

    /** Kills what is in it and removes what is below; the first time all at once, waiting for the end of all. */
    private static void empty(Directories dirs, CgroupDir dir, @Nullable Duration first) throws LinuxException {
        if (first != null) {
            CgroupKill.kill(dirs);
            CgroupKill.awaitEmpty(dirs, first);
        } else if (dirs.unified() == null || dirs.unified().dir() != dir) {
            ProcessSweep.kill(dir);
        }
        removeChildren(dir);
    }

    private static void removeChildren(CgroupDir dir) throws LinuxException {
        if (dir.isGone()) return;
        for (String name : dir.children()) {
            try (CgroupDir child = dir.child(name)) {
                removeChildren(child);
            } catch (LinuxException e) {
                if (e.errno() != Errno.ENOENT) throw e;
            }
            dir.tryRmdir(name);
        }
    }
}
