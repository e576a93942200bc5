package io.jlinux.cgroup.stat;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The processor time of a cgroup and its descendants, and how its quota held them.
 *
 * <p>On v2 {@code usage}, {@code user} and {@code system} are there even without the cpu controller; v1 takes them from
 * the controller {@code cpuacct}, or on a hybrid host from the v2 hierarchy.
 *
 * @param usage all processor time used
 * @param user of it in user mode
 * @param system of it in the kernel
 * @param nrPeriods periods of the quota in which something ran; empty without the cpu controller
 * @param nrThrottled of them, those in which the quota was used up
 * @param throttled how long tasks were kept from running, summed over the processors
 * @param nrBursts periods in which saved quota was used (Linux 5.14)
 * @param burst how much of it
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#cpu-interface-files">CPU interface files</a>
 */
public record CpuStat(
        Optional<Duration> usage,
        Optional<Duration> user,
        Optional<Duration> system,
        OptionalLong nrPeriods,
        OptionalLong nrThrottled,
        Optional<Duration> throttled,
        OptionalLong nrBursts,
        Optional<Duration> burst) {}
