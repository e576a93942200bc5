package io.jlinux.net.firewall;

import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.ProcessIdentity;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whose a table is, as its comment says: a process by its pid, its start time and the PID namespace in which that is its pid;
 * or nobody's, where it was detached.
 *
 * @param pid 0 for nobody
 * @param startTime in clock ticks since boot; field 22 of {@code /proc/PID/stat}
 * @param pidNamespace its inode number
 */
record Owner(long pid, long startTime, long pidNamespace) {
    static final Owner NOBODY = new Owner(0, 0, 0);

    private static final Pattern TEXT =
            Pattern.compile("jlinux: (?:nobody|pid ([0-9]{1,18}) start ([0-9]{1,18}) pidns ([0-9]{1,18}))");

    static Owner self() throws LinuxException {
        long pid = ProcessHandle.current().pid();
        long start = ProcessIdentity.of(pid)
                .map(ProcessIdentity::startTime)
                .orElse(0L); // where /proc is another namespace's
        return new Owner(pid, start, namespace());
    }

    private static long namespace() throws LinuxException {
        try (NamespaceHandle own = Namespace.PID.current()) {
            return own.id();
        }
    }

    /** Whether it is known that the process has ended. That of another PID namespace cannot be asked for. */
    boolean isGone() throws LinuxException {
        if (pid == 0) return true;
        if (pidNamespace != namespace()) return false;
        return !new ProcessIdentity(pid, startTime).isAlive();
    }

    /** Empty for a comment that is not ours. */
    static Optional<Owner> of(String comment) {
        Matcher m = TEXT.matcher(comment);
        if (!m.matches()) return Optional.empty();
        if (m.group(1) == null) return Optional.of(NOBODY);
        return Optional.of(
                new Owner(Long.parseLong(m.group(1)), Long.parseLong(m.group(2)), Long.parseLong(m.group(3))));
    }

    /** {@link #of} reads it. */
    @Override
    public String toString() {
        return pid == 0 ? "jlinux: nobody" : "jlinux: pid " + pid + " start " + startTime + " pidns " + pidNamespace;
    }
}
