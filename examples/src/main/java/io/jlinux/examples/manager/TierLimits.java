package io.jlinux.examples.manager;

import io.jlinux.cgroup.CgroupLimits;
import java.util.Collection;

/**
 * What the limits are: pure functions, tested without a kernel.
 *
 * <p>v1 has no {@code memory.high}. There the best-effort tier gets a hard limit instead, which the kernel enforces by reclaim
 * as long as it can, and other jobs have none.
 */
final class TierLimits {
    private final Policy policy;
    private final boolean v2;

    TierLimits(Policy policy, boolean v2) {
        this.policy = policy;
        this.v2 = v2;
    }

    /** Of all tiers together. */
    CgroupLimits whole() {
        return CgroupLimits.NONE.memoryMax(policy.memory());
    }

    /** Of a tier, with the jobs that it has. */
    CgroupLimits of(Tier tier, Collection<JobSpec> jobs, Balance balance) {
        CgroupLimits limits = CgroupLimits.NONE.cpuWeight(weight(tier, balance));
        if (tier != Tier.BEST_EFFORT) {
            long protectedBytes = jobs.stream().mapToLong(TierLimits::low).sum();
            return limits.memoryLow(protectedBytes);
        }
        long memory = bestEffortMemory(balance);
        return v2 ? limits.memoryHigh(memory) : limits.memoryMax(memory);
    }

    /** Of one job. */
    CgroupLimits of(JobSpec job) {
        CgroupLimits limits = CgroupLimits.NONE.memoryMax(job.limit());
        return switch (job.tier()) {
            case GUARANTEED -> limits.memoryLow(low(job));
            case BURSTABLE ->
                v2 ? limits.memoryLow(low(job)).memoryHigh(job.limit() / 10 * 9) : limits.memoryLow(low(job));
            case BEST_EFFORT -> limits;
        };
    }

    /** Each squeeze halves the weight of the best-effort tier; the others keep their 2:1. */
    static long weight(Tier tier, Balance balance) {
        return tier == Tier.BEST_EFFORT ? Math.max(1, tier.weight() >> balance.cpu()) : tier.weight();
    }

    /** Half of all memory, and a sixth of that less for each squeeze. */
    long bestEffortMemory(Balance balance) {
        return policy.memory() / 2 / 6 * (6 - balance.memory());
    }

    /** How much of a job's memory is protected. */
    private static long low(JobSpec job) {
        return switch (job.tier()) {
            case GUARANTEED -> job.request();
            case BURSTABLE -> job.request() / 2;
            case BEST_EFFORT -> 0;
        };
    }
}
