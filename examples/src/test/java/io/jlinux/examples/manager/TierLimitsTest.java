package io.jlinux.examples.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.cgroup.CgroupLimits;
import io.jlinux.cgroup.Resource;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the limits are, without a kernel. */
class TierLimitsTest {
    private static final long MIB = 1 << 20;
    private static final Policy POLICY = Policy.ofMemory(600 * MIB);
    private final TierLimits v2 = new TierLimits(POLICY, true);
    private final TierLimits v1 = new TierLimits(POLICY, false);

    private static JobSpec job(Tier tier) {
        return JobSpec.of("x", tier, 100 * MIB, 200 * MIB, "true");
    }

    @Test
    void eachTierHasTwiceTheShareOfTheNext() {
        assertThat(Tier.GUARANTEED.weight()).isEqualTo(2 * Tier.BURSTABLE.weight());
        assertThat(Tier.BURSTABLE.weight()).isEqualTo(2 * Tier.BEST_EFFORT.weight());
        assertThat(v2.of(Tier.BURSTABLE, List.of(), Balance.EVEN).cpuWeight()).hasValue(100);
    }

    @Test
    void aTierIsProtectedForAllOfItsJobs() {
        List<JobSpec> two = List.of(job(Tier.GUARANTEED), job(Tier.GUARANTEED));
        assertThat(v2.of(Tier.GUARANTEED, two, Balance.EVEN).memoryLow()).hasValue(200 * MIB);
        assertThat(v2.of(Tier.BURSTABLE, List.of(job(Tier.BURSTABLE)), Balance.EVEN)
                        .memoryLow())
                .hasValue(50 * MIB);
    }

    @Test
    void aJobIsProtectedSlowedDownAndLimitedByItsTier() {
        CgroupLimits guaranteed = v2.of(job(Tier.GUARANTEED));
        assertThat(guaranteed).isEqualTo(CgroupLimits.NONE.memoryMax(200 * MIB).memoryLow(100 * MIB));
        CgroupLimits burstable = v2.of(job(Tier.BURSTABLE));
        assertThat(burstable.memoryLow()).hasValue(50 * MIB);
        assertThat(burstable.memoryHigh().orElseThrow()).isBetween(179 * MIB, 180 * MIB);
        assertThat(v2.of(job(Tier.BEST_EFFORT))).isEqualTo(CgroupLimits.NONE.memoryMax(200 * MIB));
    }

    @Test
    void onV1NothingIsAskedForThatItDoesNotHave() {
        assertThat(v1.of(job(Tier.BURSTABLE)).memoryHigh()).isEmpty();
        CgroupLimits lowest = v1.of(Tier.BEST_EFFORT, List.of(), Balance.EVEN);
        assertThat(lowest.memoryHigh()).isEmpty();
        assertThat(lowest.memoryMax()).hasValue(300 * MIB);
    }

    @Test
    void squeezingTakesFromTheLowestTierOnly() {
        Balance b = Balance.EVEN.squeezed(Resource.CPU).squeezed(Resource.CPU).squeezed(Resource.MEMORY);
        assertThat(b).isEqualTo(new Balance(2, 1));
        CgroupLimits lowest = v2.of(Tier.BEST_EFFORT, List.of(), b);
        assertThat(lowest.cpuWeight()).hasValue(12);
        assertThat(lowest.memoryHigh()).hasValue(250 * MIB);
        for (Tier tier : List.of(Tier.GUARANTEED, Tier.BURSTABLE)) {
            assertThat(v2.of(tier, List.of(), b)).isEqualTo(v2.of(tier, List.of(), Balance.EVEN));
        }
    }

    @Test
    void aSqueezeEndsSomewhereAndIsTakenBack() {
        Balance b = Balance.EVEN;
        for (int i = 0; i < 20; i++) b = b.squeezed(Resource.CPU).squeezed(Resource.MEMORY);
        assertThat(b).isEqualTo(new Balance(Balance.MOST, Balance.MOST));
        assertThat(TierLimits.weight(Tier.BEST_EFFORT, b)).isPositive();
        assertThat(v2.bestEffortMemory(b)).isPositive();
        for (int i = 0; i < 20; i++) b = b.relaxed(Resource.MEMORY).relaxed(Resource.CPU);
        assertThat(b).isEqualTo(Balance.EVEN);
        assertThat(b.squeezed(Resource.IO)).isEqualTo(b);
    }
}
