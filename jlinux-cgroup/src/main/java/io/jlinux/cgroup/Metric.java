package io.jlinux.cgroup;

import org.jspecify.annotations.Nullable;

/**
 * One number of a {@link CgroupSample}. Times are nanoseconds, amounts are bytes; sums count since the cgroup was made and
 * include its descendants.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#controllers">Controllers</a>
 */
public enum Metric {
    /** Memory in use. */
    MEMORY_CURRENT("memory.current", "memory.usage_in_bytes"),
    /** The most memory that was in use (Linux 5.19). */
    MEMORY_PEAK("memory.peak", "memory.max_usage_in_bytes"),
    /** Swap in use. v2 only: v1 counts it together with the memory. */
    SWAP_CURRENT("memory.swap.current", ""),
    /** Anonymous memory. */
    MEMORY_ANON("memory.stat:anon", "memory.stat:total_rss"),
    /** The page cache. */
    MEMORY_FILE("memory.stat:file", "memory.stat:total_cache"),
    /** Memory of the kernel (Linux 5.18). */
    MEMORY_KERNEL("memory.stat:kernel", ""),
    MEMORY_SHMEM("memory.stat:shmem", "memory.stat:total_shmem"),
    /** Page cache that was not used lately. */
    MEMORY_INACTIVE_FILE("memory.stat:inactive_file", "memory.stat:total_inactive_file"),
    PAGE_FAULTS("memory.stat:pgfault", "memory.stat:total_pgfault"),
    MAJOR_PAGE_FAULTS("memory.stat:pgmajfault", "memory.stat:total_pgmajfault"),
    /** How often it was reclaimed from although below {@code memory.low}. */
    MEMORY_LOW_EVENTS("memory.events:low", ""),
    /** How often {@code memory.high} slowed processes down. */
    MEMORY_HIGH_EVENTS("memory.events:high", ""),
    /** How often the limit was met. */
    MEMORY_MAX_EVENTS("memory.events:max", "memory.failcnt"),
    /** How often an allocation failed at the limit; a kill need not follow. */
    OOMS("memory.events:oom", ""),
    /** How many processes were killed for want of memory. */
    OOM_KILLS("memory.events:oom_kill", "memory.oom_control:oom_kill"),
    /** How often all processes were killed together (Linux 5.17). */
    OOM_GROUP_KILLS("memory.events:oom_group_kill", ""),

    /** Processor time. */
    CPU_USAGE("cpu.stat:usage_usec*1000", "cpuacct.usage"),
    CPU_USER("cpu.stat:user_usec*1000", "cpuacct.usage_user"),
    CPU_SYSTEM("cpu.stat:system_usec*1000", "cpuacct.usage_sys"),
    CPU_PERIODS("cpu.stat:nr_periods", "cpu.stat:nr_periods"),
    CPU_THROTTLED_PERIODS("cpu.stat:nr_throttled", "cpu.stat:nr_throttled"),
    CPU_THROTTLED("cpu.stat:throttled_usec*1000", "cpu.stat:throttled_time"),

    /** Bytes read, over all devices. */
    IO_READ_BYTES("io.stat:=rbytes", "blkio.throttle.io_service_bytes_recursive: Read"),
    IO_WRITE_BYTES("io.stat:=wbytes", "blkio.throttle.io_service_bytes_recursive: Write"),
    /** Reads, over all devices. */
    IO_READS("io.stat:=rios", "blkio.throttle.io_serviced_recursive: Read"),
    IO_WRITES("io.stat:=wios", "blkio.throttle.io_serviced_recursive: Write"),

    /** Processes and threads. */
    PIDS_CURRENT("pids.current", "pids.current"),
    PIDS_PEAK("pids.peak", "pids.peak"),
    /** How many forks failed at the limit. */
    PIDS_MAX_EVENTS("pids.events:max", "pids.events:max"),

    /** Time in which some task waited for a processor. */
    CPU_SOME("cpu.pressure:some=total*1000", ""),
    CPU_FULL("cpu.pressure:full=total*1000", ""),
    MEMORY_SOME("memory.pressure:some=total*1000", ""),
    /** Time in which all tasks waited for memory. */
    MEMORY_FULL("memory.pressure:full=total*1000", ""),
    IO_SOME("io.pressure:some=total*1000", ""),
    IO_FULL("io.pressure:full=total*1000", ""),
    /** Time that interrupts took from all tasks (Linux 6.1). */
    IRQ_FULL("irq.pressure:full=total*1000", "");

    /**
     * Where in a cgroup's files a number is.
     *
     * @param file such as {@code memory.stat}
     * @param line the first word of the line (of v1's blkio files the second); empty for any
     * @param field the name before a {@code =}; empty where the number ends the line
     * @param factor what the number is multiplied by
     */
    record Source(Controller controller, String file, String line, String field, boolean second, long factor) {
        /** {@code FILE[:[LINE][=FIELD]][*FACTOR]}, with a blank before LINE where it is the second word. */
        static @Nullable Source parse(String text) {
            if (text.isEmpty()) return null;
            int star = text.indexOf('*');
            long factor = star < 0 ? 1 : Long.parseLong(text.substring(star + 1));
            String rest = star < 0 ? text : text.substring(0, star);
            int colon = rest.indexOf(':');
            String file = colon < 0 ? rest : rest.substring(0, colon);
            String where = colon < 0 ? "" : rest.substring(colon + 1);
            int equals = where.indexOf('=');
            String line = equals < 0 ? where : where.substring(0, equals);
            String field = equals < 0 ? "" : where.substring(equals + 1);
            Controller c = Controller.ofFile(file).orElse(Controller.CORE); // irq.pressure
            return new Source(c, file, line.strip(), field, line.startsWith(" "), factor);
        }
    }

    @SuppressWarnings("ImmutableEnumChecker") // a record of immutable values
    final @Nullable Source v2;

    @SuppressWarnings("ImmutableEnumChecker") // a record of immutable values
    final @Nullable Source v1;

    Metric(String v2, String v1) {
        this.v2 = Source.parse(v2);
        this.v1 = Source.parse(v1);
    }
}
