package io.jlinux.cgroup;

/**
 * Something happened to a cgroup. A value.
 *
 * @param kind what
 * @param cgroup {@link Cgroup#name()}
 * @param times how often since the last event of this kind; the kernel reports several at once
 * @param total how often since the cgroup was made; of what is a state, 1
 * @see <a href="https://man7.org/linux/man-pages/man7/cgroups.7.html">cgroups(7)</a>
 */
public record CgroupEvent(Kind kind, String cgroup, long times, long total) {
    /** What can happen. The events of memory and pids count the cgroups below as well. */
    public enum Kind {
        /** Reclaimed although below {@code memory.low}. v2. */
        MEMORY_LOW("memory.events", "low"),
        /** Slowed down above {@code memory.high}. v2. */
        MEMORY_HIGH("memory.events", "high"),
        /** About to go over {@code memory.max}. v2. */
        MEMORY_MAX("memory.events", "max"),
        /** An allocation failed at the limit. A kill need not follow: watch {@link #OOM_KILL}. */
        OOM("memory.events", "oom"),
        /** Processes were killed for want of memory. On v1 too. */
        OOM_KILL("memory.events", "oom_kill"),
        /** All processes were killed together (Linux 5.17). v2. */
        OOM_GROUP_KILL("memory.events", "oom_group_kill"),
        /** A fork failed at {@code pids.max}. On v1 too, looked for four times a second. */
        PIDS_MAX("pids.events", "max"),
        /** The first process came into it, or into one below. v2 and hybrid, as all that follow. */
        POPULATED("cgroup.events", "populated"),
        /** The last process left it and all below. */
        EMPTY("cgroup.events", "populated"),
        /** All its processes stand still. */
        FROZEN("cgroup.events", "frozen"),
        /** They run again. */
        THAWED("cgroup.events", "frozen"),
        /** It was removed: the last event of all, which comes to everybody who asked for any. On v1 too. */
        REMOVED("", "");

        final String file;
        final String key;

        Kind(String file, String key) {
            this.file = file;
            this.key = key;
        }

        /** Whether it stands for the end of a state, which is 0 in the file. */
        boolean isEnd() {
            return this == EMPTY || this == THAWED;
        }

        boolean isState() {
            return file.equals("cgroup.events");
        }
    }
}
