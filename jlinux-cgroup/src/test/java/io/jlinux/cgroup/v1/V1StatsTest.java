package io.jlinux.cgroup.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.cgroup.file.FlatKeyed;
import io.jlinux.cgroup.stat.CpuStat;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class V1StatsTest {
    @Test
    void theQuotaJoinsTheTimesAndIsInNanoseconds() {
        Optional<Duration> second = Optional.of(Duration.ofSeconds(1));
        CpuStat times = new CpuStat(
                second,
                second,
                second,
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty());
        CpuStat cpu =
                V1Stats.withQuota(times, FlatKeyed.parse("nr_periods 7\nnr_throttled 3\nthrottled_time 1000000\n"));
        assertThat(cpu.usage()).isEqualTo(second);
        assertThat(cpu.nrPeriods()).hasValue(7);
        assertThat(cpu.throttled()).contains(Duration.ofMillis(1));
    }

    @Test
    void theHighestMultipleOfThePageSizeIsNoLimit() {
        assertThat(V1Memory.limit(OptionalLong.of(9223372036854771712L))).isEmpty(); // pages of 4 KiB
        assertThat(V1Memory.limit(OptionalLong.of(0x7fff_ffff_ffff_0000L))).isEmpty(); // of 64 KiB
        assertThat(V1Memory.limit(OptionalLong.of(1L << 40))).hasValue(1L << 40);
        assertThat(V1Memory.limit(OptionalLong.empty())).isEmpty();
    }
}
