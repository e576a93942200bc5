package io.jlinux.ns;

import io.jlinux.sys.LinuxException;
import java.time.Duration;

/**
 * What a new time namespace adds to two clocks: the lines of {@code /proc/PID/timens_offsets}.
 *
 * <p>A value. The offsets are set once, before the first process is in the namespace; the wall clock
 * ({@code CLOCK_REALTIME}) has no namespace. Setting them needs {@code CAP_SYS_TIME} over the namespace, which a new user
 * namespace brings along.
 *
 * <p>The kernel takes no offset that would make the clock negative, or more than about 146 years ahead, and answers {@code
 * ERANGE}.
 *
 * <pre>{@code
 * Spawn.command("uptime").unshare(Namespace.TIME).timeOffsets(TimeOffsets.boottime(Duration.ofDays(100)))
 * }</pre>
 *
 * @param monotonic added to {@code CLOCK_MONOTONIC} (what {@link System#nanoTime()} counts); may be negative
 * @param boottime added to {@code CLOCK_BOOTTIME} (what {@code /proc/uptime} shows); may be negative
 * @see <a href="https://man7.org/linux/man-pages/man7/time_namespaces.7.html">time_namespaces(7)</a>
 */
public record TimeOffsets(Duration monotonic, Duration boottime) {
    /** Both clocks as they are. */
    public static final TimeOffsets NONE = new TimeOffsets(Duration.ZERO, Duration.ZERO);

    /** Only the monotonic clock is moved. */
    public static TimeOffsets monotonic(Duration offset) {
        return new TimeOffsets(offset, Duration.ZERO);
    }

    /** Only the clock since boot is moved. */
    public static TimeOffsets boottime(Duration offset) {
        return new TimeOffsets(Duration.ZERO, offset);
    }

    /**
     * Both clocks are moved by as much, as by a machine that was started at another time.
     */
    public static TimeOffsets both(Duration offset) {
        return new TimeOffsets(offset, offset);
    }

    /**
     * A new time namespace with these offsets and no process in it: for {@code Spawn.join}, and for any number of processes.
     *
     * @throws LinuxException {@code EPERM} without {@code CAP_SYS_ADMIN} and {@code CAP_SYS_TIME}, {@code ERANGE} for offsets
     *     that the kernel does not take
     */
    public NamespaceHandle createNamespace() throws LinuxException {
        return NamespaceMaker.time(this);
    }

    /** What is written to {@code timens_offsets}; nanoseconds are counted upwards, as a {@link Duration} does. */
    public String lines() {
        return line("monotonic", monotonic) + line("boottime", boottime);
    }

    private static String line(String clock, Duration d) {
        return clock + " " + d.getSeconds() + " " + d.getNano() + "\n";
    }
}
