package io.jlinux.net.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RepairLimitTest {
    private long now = 42;
    private final RepairLimit limit = new RepairLimit("a table", () -> now);

    private int allowedOf(int tries) {
        int allowed = 0;
        for (int i = 0; i < tries; i++) if (limit.allowsOneMore()) allowed++;
        return allowed;
    }

    @Test
    void noMoreThanTwentyInTenSeconds() {
        assertThat(allowedOf(12)).isEqualTo(12);
        now += 10_000_000_000L;
        assertThat(allowedOf(12)).isEqualTo(8);
    }

    @Test
    void tenSecondsAfterTheFirstItBeginsAnew() {
        assertThat(allowedOf(30)).isEqualTo(20);
        now += 10_000_000_001L;
        assertThat(allowedOf(30)).isEqualTo(20);
    }
}
