package io.jlinux.cgroup;

import java.time.Duration;
import java.util.Locale;

/** Values in units, for people. */
final class LimitText {
    private static final String[] UNITS = {"", "KiB", "MiB", "GiB", "TiB"};

    private LimitText() {}

    static String of(Object value) {
        if (value instanceof Duration d) return of(d);
        if (value instanceof Boolean b) return b ? "1" : "0";
        return value.toString();
    }

    static String of(long value, boolean bytes) {
        if (value == CgroupLimits.UNLIMITED) return "max";
        if (!bytes || value == 0) return Long.toString(value);
        int unit = Math.min(Long.numberOfTrailingZeros(value) / 10, UNITS.length - 1);
        return (value >> (10 * unit)) + UNITS[unit];
    }

    static String of(Duration d) {
        long nanos = d.toNanos();
        if (nanos % 1_000_000 == 0) return nanos / 1_000_000 + "ms";
        return String.format(Locale.ROOT, "%.3fms", nanos / 1e6);
    }
}
