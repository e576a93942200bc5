package io.jlinux.cgroup;

import java.time.Duration;
import java.util.Optional;

/**
 * A quota of processor time: at most {@code quota} in each {@code period}, summed over all processors.
 *
 * @param quota from 1 ms; more than the period for more than one processor; empty for no limit
 * @param period from 1 ms to 1 s; the kernel's default is 100 ms
 * @see <a href="https://docs.kernel.org/scheduler/sched-bwc.html">CFS Bandwidth Control</a>
 */
public record CpuMax(Optional<Duration> quota, Duration period) {
    public static final Duration DEFAULT_PERIOD = Duration.ofMillis(100);
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofSeconds(1);

    /** No limit. */
    public static final CpuMax UNLIMITED = new CpuMax(Optional.empty(), DEFAULT_PERIOD);

    /** @throws IllegalArgumentException for a value out of range */
    public CpuMax {
        if (period.compareTo(SHORTEST) < 0 || period.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a cpu period is from 1 ms to 1 s, not " + LimitText.of(period));
        }
        if (quota.isPresent() && quota.get().compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("a cpu quota is at least 1 ms, not " + LimitText.of(quota.get()));
        }
        if (quota.isPresent() && quota.get().compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("a cpu quota of more than a day: " + LimitText.of(quota.get()));
        }
    }

    public static CpuMax of(Duration quota, Duration period) {
        return new CpuMax(Optional.of(quota), period);
    }

    long periodMicros() {
        return micros(period);
    }

    /** -1 for no limit, as v1 writes it. */
    long quotaMicros() {
        return quota.map(CpuMax::micros).orElse(-1L);
    }

    private static long micros(Duration d) {
        return d.toNanos() / 1000;
    }

    @Override
    public String toString() {
        return quota.map(LimitText::of).orElse("max") + "/" + LimitText.of(period);
    }
}
