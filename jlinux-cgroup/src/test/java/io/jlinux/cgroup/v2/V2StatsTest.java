package io.jlinux.cgroup.v2;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.cgroup.file.FlatKeyed;
import io.jlinux.cgroup.stat.CpuStat;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class V2StatsTest {
    @Test
    void theTimesOfCpuStatAreMicroseconds() {
        CpuStat cpu = V2Stats.cpu(FlatKeyed.parse("""
                usage_usec 1500000
                user_usec 1000000
                system_usec 500000
                nr_periods 10
                nr_throttled 4
                throttled_usec 250
                """));
        assertThat(cpu.usage()).contains(Duration.ofMillis(1500));
        assertThat(cpu.user()).contains(Duration.ofSeconds(1));
        assertThat(cpu.throttled()).contains(Duration.ofNanos(250_000));
        assertThat(cpu.nrThrottled()).hasValue(4);
    }

    @Test
    void withoutTheCpuControllerThereIsNoQuota() {
        CpuStat cpu = V2Stats.cpu(FlatKeyed.parse("usage_usec 1\nuser_usec 1\nsystem_usec 0\n"));
        assertThat(cpu.system()).contains(Duration.ZERO);
        assertThat(cpu.nrPeriods()).isEmpty();
        assertThat(cpu.throttled()).isEmpty();
    }
}
