package io.jlinux.cgroup.stat;

import java.util.OptionalLong;

/**
 * How often a cgroup met its memory limits; {@code memory.events}, which counts its descendants too, or {@code
 * memory.events.local}, which does not. v1 has {@code oomKill} only.
 *
 * @param low reclaimed although below {@code memory.low}
 * @param high slowed down above {@code memory.high}
 * @param max about to go over {@code memory.max}
 * @param oom an allocation failed at the limit; a kill need not follow
 * @param oomKill processes killed by any kind of OOM killer
 * @param oomGroupKill how often a whole cgroup was (Linux 5.17)
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#memory-interface-files">memory interface files</a>
 */
public record MemoryEvents(
        OptionalLong low,
        OptionalLong high,
        OptionalLong max,
        OptionalLong oom,
        OptionalLong oomKill,
        OptionalLong oomGroupKill) {}
