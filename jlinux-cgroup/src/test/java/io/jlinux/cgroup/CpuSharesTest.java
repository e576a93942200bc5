package io.jlinux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("pure")
class CpuSharesTest {
    /** The figures of the runtimes' own tests and documentation. */
    @ParameterizedTest
    @CsvSource({"0,1", "1,1", "2,1", "3,2", "1024,100", "1025,101", "262144,10000", "300000,10000"})
    void theCurveMeetsMinimumDefaultAndMaximum(long shares, long weight) {
        assertThat(CpuShares.toWeight(shares)).isEqualTo(weight);
    }

    @Test
    void theCurveNeverFalls() {
        long last = 1;
        for (long shares = 0; shares <= CpuShares.MAX; shares += 7) {
            long weight = CpuShares.toWeight(shares);
            if (weight < last || weight > 10_000) fail(shares + " shares are weight " + weight + " after " + last);
            last = weight;
        }
    }

    @ParameterizedTest
    @CsvSource({"2,1", "1024,39", "262144,10000", "0,1"})
    void theOldLineGivesTheDefaultWeight39(long shares, long weight) {
        assertThat(CpuShares.toWeightLinear(shares)).isEqualTo(weight);
    }

    @ParameterizedTest
    @CsvSource({"1,10", "100,1024", "200,2048", "10000,102400"})
    void weightsKeepTheirRatiosAsInTheKernel(long weight, long shares) {
        assertThat(CpuShares.ofWeight(weight)).isEqualTo(shares);
    }

    @ParameterizedTest
    @CsvSource({"1,2", "100,2597", "10000,262144"})
    void theOldLineBackwards(long weight, long shares) {
        assertThat(CpuShares.ofWeightLinear(weight)).isEqualTo(shares);
    }
}
