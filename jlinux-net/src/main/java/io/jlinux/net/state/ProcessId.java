package io.jlinux.net.state;

import io.jlinux.sys.Errno;
import io.jlinux.sys.KernelFile;
import io.jlinux.sys.LinuxException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process, named so that it can be written down: a pid comes to mean another process, a pid with a start time does not.
 *
 * @param pid as this JVM's pid namespace sees it
 * @param startTime in clock ticks since boot; field 22 of {@code /proc/PID/stat}
 */
public record ProcessId(long pid, long startTime) {
    private static final int STATE = 0;
    private static final int START_TIME = 19;

    /** This JVM. */
    public static ProcessId current() throws LinuxException {
        long pid = ProcessHandle.current().pid();
        return of(pid).orElseThrow(() -> new IllegalStateException("/proc does not show process " + pid));
    }

    /** The process that has this pid now; empty when there is none, or it has ended. */
    public static Optional<ProcessId> of(long pid) throws LinuxException {
        Optional<String[]> fields = stat(pid);
        if (fields.isEmpty() || isDead(fields.get())) return Optional.empty();
        return Optional.of(new ProcessId(pid, Long.parseLong(fields.get()[START_TIME])));
    }

    /** Whether it still runs; one that has ended and was not waited for does not. */
    public boolean isAlive() throws LinuxException {
        return of(pid).filter(this::equals).isPresent();
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
