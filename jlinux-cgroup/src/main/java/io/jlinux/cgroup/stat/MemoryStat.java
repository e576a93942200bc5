package io.jlinux.cgroup.stat;

import java.util.OptionalLong;

/**
 * The memory of a cgroup and what became of its limits. All amounts are bytes; the events count since the cgroup was
 * made and include its descendants.
 *
 * @param current in use now; v2 {@code memory.current}, v1 {@code memory.usage_in_bytes}
 * @param max the hard limit, empty where there is none; v2 {@code memory.max}, v1 {@code memory.limit_in_bytes}
 * @param peak the highest {@code current} so far; v2 {@code memory.peak} (Linux 5.19), v1 {@code
 *     memory.max_usage_in_bytes}
 * @param swapCurrent swap in use now; v2 {@code memory.swap.current}
 * @param swapMax the limit of swap, empty where there is none; on v1 {@code memory.memsw.limit_in_bytes} without the
 *     memory's limit
 * @param highEvents how often {@code memory.high} was exceeded and its processes were made to reclaim; v2 only
 * @param maxEvents how often the usage was about to go over {@code max}; on v1 {@code memory.failcnt} and
 *     {@code memory.memsw.failcnt} together
 * @param oom how often an allocation failed at the limit after reclaim; v2 only. A kill need not follow: watch
 *     {@code oomKill}
 * @param oomKill processes killed for want of memory by any kind of OOM killer; on v1 from Linux 4.13
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#memory-interface-files">memory interface files</a>
 */
public record MemoryStat(
        OptionalLong current,
        OptionalLong max,
        OptionalLong peak,
        OptionalLong swapCurrent,
        OptionalLong swapMax,
        OptionalLong highEvents,
        OptionalLong maxEvents,
        OptionalLong oom,
        OptionalLong oomKill) {}
