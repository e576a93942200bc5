package io.jlinux.cgroup.file;

import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.PidFd;
import io.jlinux.sys.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Kills the processes of a cgroup one by one, where {@code cgroup.kill} cannot.
 *
 * <p>Never by a pid alone: a pidfd is opened first, and only what the cgroup still lists after that is signalled, through
 * the pidfd. A pid that came to mean another process between the two is thereby left alone.
 */
public final class ProcessSweep {
    /** How long to go on while processes are still listed. */
    public static final Duration PATIENCE = Duration.ofSeconds(1);

    /** How many pidfds are open at a time. */
    private static final int BATCH = 128;

    private ProcessSweep() {}

    /** One pass over {@code dir} and its descendants; returns how many processes were there. */
    public static int kill(CgroupDir dir) throws LinuxException {
        int found = 0;
        for (String name : dir.children()) {
            try (CgroupDir child = dir.child(name)) {
                found += kill(child);
            } catch (LinuxException e) {
                if (e.errno() != Errno.ENOENT) throw e;
            }
        }
        List<Long> listed = dir.processes();
        for (int from = 0; from < listed.size(); from += BATCH) {
            killAll(dir, listed.subList(from, Math.min(from + BATCH, listed.size())));
        }
        return found + listed.size();
    }

    private static void killAll(CgroupDir dir, List<Long> pids) throws LinuxException {
        List<PidFd> opened = new ArrayList<>();
        try {
            for (long pid : pids) {
                if (pid != 0) open(pid, opened);
            }
            Set<Long> still = new HashSet<>(dir.processes());
            for (PidFd process : opened) {
                if (still.contains(process.pid())) signal(process);
            }
        } finally {
            opened.forEach(PidFd::close);
        }
    }

    private static void open(long pid, List<PidFd> into) throws LinuxException {
        try {
            into.add(PidFd.open(pid));
        } catch (LinuxException e) {
            if (e.errno() != Errno.ESRCH) throw e;
        }
    }

    private static void signal(PidFd process) throws LinuxException {
        try {
            process.send(Signal.KILL);
        } catch (LinuxException e) {
            if (e.errno() != Errno.ESRCH) throw e;
        }
    }
}
