package io.jlinux.cgroup;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The limits that hold for a cgroup in the end: of each the smallest of its own and of all cgroups above. Empty where none of
 * them limits. From {@link Cgroup#effectiveLimits()}.
 *
 * <p>Seen from within a cgroup namespace the cgroups above it are hidden, and a limit up there with them; v1 alone tells the
 * memory's true limit even so.
 *
 * @param memoryMax the hard limit in bytes; v2 {@code memory.max}, v1 {@code hierarchical_memory_limit} of {@code memory.stat}
 * @param memoryHigh from where processes are slowed down, in bytes; {@code memory.high}, v2 only
 * @param swapMax the limit of swap in bytes; {@code memory.swap.max}, on v1 what the limit of both leaves beyond that of the
 *     memory
 * @param pidsMax how many tasks there may be; {@code pids.max}
 * @param cpuQuota how many processors' time the quotas allow, such as 1.5; {@code cpu.max}
 * @param cpusetCpus how many processors tasks may run on; {@code cpuset.cpus.effective}
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#limits">Limits</a>
 */
public record EffectiveLimits(
        OptionalLong memoryMax,
        OptionalLong memoryHigh,
        OptionalLong swapMax,
        OptionalLong pidsMax,
        OptionalDouble cpuQuota,
        OptionalInt cpusetCpus) {
    /** How many processors can be used: the quota, or the number of processors of the cpuset where that is less. */
    public OptionalDouble cpus() {
        if (cpusetCpus.isEmpty()) return cpuQuota;
        double set = cpusetCpus.getAsInt();
        return OptionalDouble.of(cpuQuota.isEmpty() ? set : Math.min(set, cpuQuota.getAsDouble()));
    }
}
