package io.jlinux.cgroup;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * The numbers of a cgroup at one moment; from {@link CgroupSampler}. Not thread-safe while it is being filled again.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#controllers">Controllers</a>
 */
public final class CgroupSample {
    static final long ABSENT = Long.MIN_VALUE;
    private static final int SIZE = Metric.values().length;

    private final long[] values = new long[SIZE];
    private long nanoTime;

    /** An empty one, to be filled by {@link CgroupSampler#sample(CgroupSample)}. */
    public CgroupSample() {
        Arrays.fill(values, ABSENT);
    }

    /** The number; empty where it was not asked for or the cgroup does not have it. */
    public OptionalLong get(Metric metric) {
        long value = values[metric.ordinal()];
        return value == ABSENT ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /** The same without garbage: {@code absent} where there is none. */
    public long get(Metric metric, long absent) {
        long value = values[metric.ordinal()];
        return value == ABSENT ? absent : value;
    }

    /** When it was taken; {@link System#nanoTime()}. */
    public long nanoTime() {
        return nanoTime;
    }

    /**
     * By how much {@code metric} grew in a second between {@code earlier} and this one; NaN where one of them does not have it.
     * {@link Metric#CPU_USAGE} and the pressures, being nanoseconds, divided by 1e9 are processors and shares of the time.
     */
    public double perSecond(Metric metric, CgroupSample earlier) {
        long now = values[metric.ordinal()];
        long then = earlier.values[metric.ordinal()];
        long time = nanoTime - earlier.nanoTime;
        if (now == ABSENT || then == ABSENT || time <= 0) return Double.NaN;
        return (now - then) * 1e9 / time;
    }

    void begin() {
        Arrays.fill(values, ABSENT);
        nanoTime = System.nanoTime();
    }

    /** Adds to what there is: of several devices the sum counts. */
    void add(int metric, long value) {
        values[metric] = values[metric] == ABSENT ? value : values[metric] + value;
    }

    @Override
    public String toString() {
        StringBuilder s = new StringBuilder("sample");
        for (Metric m : Metric.values()) {
            if (values[m.ordinal()] != ABSENT)
                s.append(' ').append(m).append('=').append(values[m.ordinal()]);
        }
        return s.toString();
    }
}
