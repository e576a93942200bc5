package io.jlinux.spawn;

import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import java.util.List;
import java.util.Optional;

/**
 * Where a new process is put before it runs: the seam through which a cgroup meets a {@code Spawn} without this module
 * knowing cgroups.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/cgroups.7.html">cgroups(7)</a>
 */
@FunctionalInterface
public interface Placement {
    /**
     * Opens what one start needs; the spawn closes it again. Called by every start, on the starting thread.
     *
     * @throws LinuxException when the place is gone or may not be written
     */
    Entry open() throws LinuxException;

    /** What the place tells of the processes in it, for {@link RunLimits}; empty where it can tell nothing. */
    default Optional<GroupMonitor> monitor() {
        return Optional.empty();
    }

    /**
     * The descriptors of one start.
     *
     * @param intoCgroup the directory of a cgroup v2, for {@code CLONE_INTO_CGROUP}
     * @param joinFiles files into which the child writes {@code 0} to move itself, before anything else: {@code tasks}
     *     of v1 hierarchies
     */
    record Entry(Optional<Fd> intoCgroup, List<Fd> joinFiles) implements AutoCloseable {
        @Override
        public void close() {
            intoCgroup.ifPresent(Fd::close);
            joinFiles.forEach(Fd::close);
        }
    }
}
