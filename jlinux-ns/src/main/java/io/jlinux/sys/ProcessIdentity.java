package io.jlinux.sys;

import java.nio.file.Path;
import java.util.Optional;

/**
 * One process, named so that it can be written down: a pid comes to mean another process, a pid with a start time does not, until
 * the next boot. While the process is at hand {@link PidFd} is the better name.
 *
 * @param pid as this JVM's pid namespace sees it
 * @param startTime in clock ticks since boot; field 22 of {@code /proc/PID/stat}
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat(5)</a>
 */
public record ProcessIdentity(long pid, long startTime) {
    /** Counted from the field after the name. */
    private static final int STATE = 0;

    private static final int START_TIME = 19;

    /** This JVM. */
    public static ProcessIdentity current() throws LinuxException {
        long pid = ProcessHandle.current().pid();
        return of(pid).orElseThrow(() -> new IllegalStateException("/proc does not show process " + pid));
    }

    /** The process that has this pid now; empty when there is none, or it has ended. */
    public static Optional<ProcessIdentity> of(long pid) throws LinuxException {
        String stat;
        try {
            stat = KernelFile.read(Path.of("/proc", Long.toString(pid), "stat"));
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.ESRCH) return Optional.empty();
            throw e;
        }
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" "); // the name may contain anything
        if (fields[STATE].equals("Z") || fields[STATE].equals("X")) return Optional.empty();
        return Optional.of(new ProcessIdentity(pid, Long.parseLong(fields[START_TIME])));
    }

    /** Whether it still runs; one that has ended and was not waited for does not. */
    public boolean isAlive() throws LinuxException {
        return of(pid).filter(this::equals).isPresent();
    }

    /**
     * A pidfd of exactly this process, or empty when it has ended; the caller closes it. The pidfd comes first and the look at the
     * start time after, so no other process can slip in between.
     */
    public Optional<PidFd> open() throws LinuxException {
        PidFd fd;
        try {
            fd = PidFd.open(pid);
        } catch (LinuxException e) {
            if (e.errno() == Errno.ESRCH) return Optional.empty();
            throw e;
        }
        boolean same = false;
        try {
            same = isAlive();
        } finally {
            if (!same) fd.close();
        }
        return same ? Optional.of(fd) : Optional.empty();
    }
}
