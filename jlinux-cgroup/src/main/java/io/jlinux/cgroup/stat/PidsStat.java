package io.jlinux.cgroup.stat;

import java.util.OptionalLong;

/**
 * The tasks (processes and threads) of a cgroup and its descendants.
 *
 * @param current how many there are; {@code pids.current}
 * @param max how many there may be, empty where there is no limit; {@code pids.max}
 * @param peak the most there have been; {@code pids.peak} (Linux 6.1)
 * @param maxEvents how many forks failed at the limit; {@code pids.events}
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#pid-interface-files">PID interface files</a>
 */
public record PidsStat(OptionalLong current, OptionalLong max, OptionalLong peak, OptionalLong maxEvents) {}
