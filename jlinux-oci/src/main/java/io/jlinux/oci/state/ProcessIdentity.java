package io.jlinux.oci.state;

import io.jlinux.sys.Errno;
import io.jlinux.sys.KernelFile;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.PidFd;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One process, named so that it can be written down: a pid comes to mean another process, a pid with a start time does not.
 *
 * @param pid as this JVM's pid namespace sees it
 * @param startTime in clock ticks since boot; field 22 of {@code /proc/PID/stat}
 */
public record ProcessIdentity(long pid, long startTime) {
    private static final int STATE = 0;
    private static final int START_TIME = 19;

    /** The process that has this pid now, or empty when there is none or it has ended. */
    public static Optional<ProcessIdentity> of(long pid) throws LinuxException {
        Optional<String[]> fields = stat(pid);
        if (fields.isEmpty() || isDead(fields.get())) return Optional.empty();
        return Optional.of(new ProcessIdentity(pid, Long.parseLong(fields.get()[START_TIME])));
    }

    /** The process of a state, where it has one. */
    public static Optional<ProcessIdentity> of(OptionalLong pid, OptionalLong startTime) {
        if (pid.isEmpty() || startTime.isEmpty()) return Optional.empty();
        return Optional.of(new ProcessIdentity(pid.getAsLong(), startTime.getAsLong()));
    }

    /** Whether it still runs; one that has ended and was not waited for does not. */
    public boolean isAlive() throws LinuxException {
        Optional<String[]> fields = stat(pid);
        return fields.isPresent() && !isDead(fields.get()) && Long.parseLong(fields.get()[START_TIME]) == startTime;
    }

    /**
     * A pidfd of exactly this process, or empty when it has ended. The pidfd comes first and the look at the start time after,
     * so no other process can slip in between.
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

    /** The fields after the name, which may contain anything. */
    private static Optional<String[]> stat(long pid) throws LinuxException {
        try {
            String stat = KernelFile.read(Path.of("/proc", Long.toString(pid), "stat"));
            return Optional.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.ESRCH) return Optional.empty();
            throw e;
        }
    }

    private static boolean isDead(String[] fields) {
        return fields[STATE].equals("Z") || fields[STATE].equals("X");
    }
}
