package io.jlinux.spawn;

import io.jlinux.sys.LinuxException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a group of processes did as a whole, and what ends all of it: the seam through which the limits of a {@code Spawn} see a
 * cgroup without this module knowing cgroups.
 * @see <a href="https://man7.org/linux/man-pages/man7/cgroups.7.html">cgroups(7)</a>
 */
public interface GroupMonitor {
    /**
     * How many of its processes have been killed because memory was short, since it was made; empty where that is not
     * counted.
     */
    OptionalLong oomKills() throws LinuxException;

    /** The processor time that its processes have used, since it was made; empty where that is not counted. */
    Optional<Duration> cpuTime() throws LinuxException;

    /** Kills all of its processes. */
    void kill() throws LinuxException;
}
