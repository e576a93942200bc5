package io.jlinux.cgroup.stat;

import java.util.Optional;

/**
 * What state a cgroup is in; {@code cgroup.events}. v2 only; the root has none.
 *
 * @param populated whether a process is in it or below
 * @param frozen whether all of them stand still (Linux 5.2)
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#core-interface-files">Core Interface Files</a>
 */
public record StateStat(Optional<Boolean> populated, Optional<Boolean> frozen) {}
