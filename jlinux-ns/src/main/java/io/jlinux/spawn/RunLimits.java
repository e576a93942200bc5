package io.jlinux.spawn;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a program may run. A value; {@link #NONE} limits nothing, but has the {@link Outcome} told.
 *
 * <ul>
 *   <li><b>Wall clock</b>: from the start of the program; at the end it is killed.
 *   <li><b>Processor time</b>: of all processes of the cgroup where the start has a {@link Placement} that knows its cgroup
 *       and the cgroup counts it, looked at often enough not to be passed by more than some milliseconds of each processor;
 *       otherwise of the program's own process, without what it starts. {@code RLIMIT_CPU}, which counts for each process apart
 *       and in whole seconds, is set besides, one second higher: it holds also when this JVM is gone.
 * </ul>
 *
 * <p>What is killed is the cgroup, where there is one; else the pid namespace, where the program is its first process; else
 * the program alone, by its pidfd. One thread sees to all processes.
 *
 * @param wallClock how long, or empty
 * @param cpuTime how much, or empty
 * @see <a href="https://man7.org/linux/man-pages/man2/getrlimit.2.html">getrlimit(2)</a>
 */
public record RunLimits(Optional<Duration> wallClock, Optional<Duration> cpuTime) {
    /** No limit. */
    public static final RunLimits NONE = new RunLimits(Optional.empty(), Optional.empty());

    public RunLimits {
        wallClock.ifPresent(RunLimits::check);
        cpuTime.ifPresent(RunLimits::check);
    }

    private static void check(Duration d) {
        if (d.isNegative() || d.isZero() || d.compareTo(Duration.ofDays(10_000)) > 0) {
            throw new IllegalArgumentException("not a limit of time: " + d);
        }
    }

    public RunLimits wallClock(Duration limit) {
        return new RunLimits(Optional.of(limit), cpuTime);
    }

    public RunLimits cpuTime(Duration limit) {
        return new RunLimits(wallClock, Optional.of(limit));
    }
}
