package io.jlinux.cgroup;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * How much latency of one disk counts as saturation, and between which speeds the kernel may then steer it; {@code io.cost.qos}.
 * A value.
 *
 * <p>While it is enabled, {@code io.weight} shares the disk by the cost of each operation ({@link IoCostModel}).
 *
 * @param enabled whether the disk is controlled by cost
 * @param automatic whether the kernel chooses the parameters by the kind of disk: what follows is then told, and not set
 * @param readPercentile which share of the reads, in percent, has to be faster than {@code readLatency}; 0 looks at none
 * @param readLatency from it on a read is late
 * @param writePercentile the same of writes
 * @param writeLatency the same of writes
 * @param minPercent the lowest speed in percent of the model's, 1 to 10000
 * @param maxPercent the highest one
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#io-interface-files">IO interface files</a>
 */
public record IoCostQos(
        boolean enabled,
        boolean automatic,
        double readPercentile,
        Duration readLatency,
        double writePercentile,
        Duration writeLatency,
        double minPercent,
        double maxPercent) {
    /** Not controlled by cost. */
    public static final IoCostQos OFF = automatic(false);

    /** Controlled, with the parameters that the kernel has for this kind of disk. */
    public static final IoCostQos AUTOMATIC = automatic(true);

    /** @throws IllegalArgumentException for a value out of range */
    public IoCostQos {
        readPercentile = LimitRange.percent("readPercentile", readPercentile);
        writePercentile = LimitRange.percent("writePercentile", writePercentile);
        LimitRange.micros("readLatency", readLatency);
        LimitRange.micros("writeLatency", writeLatency);
        if (!(minPercent >= 1 && maxPercent <= 10_000 && minPercent <= maxPercent)) {
            throw new IllegalArgumentException(
                    "the speed is from 1 to 10000 percent, and not from " + minPercent + " to " + maxPercent);
        }
    }

    private static IoCostQos automatic(boolean enabled) {
        return new IoCostQos(enabled, true, 0, Duration.ZERO, 0, Duration.ZERO, 1, 10_000);
    }

    /** Controlled, with parameters of one's own. */
    public static IoCostQos of(
            double readPercentile,
            Duration readLatency,
            double writePercentile,
            Duration writeLatency,
            double minPercent,
            double maxPercent) {
        return new IoCostQos(
                true, false, readPercentile, readLatency, writePercentile, writeLatency, minPercent, maxPercent);
    }

    static IoCostQos parse(Map<String, String> values) {
        return new IoCostQos(
                values.getOrDefault("enable", "0").equals("1"),
                !values.getOrDefault("ctrl", "auto").equals("user"),
                number(values, "rpct", 0),
                micros(values, "rlat"),
                number(values, "wpct", 0),
                micros(values, "wlat"),
                number(values, "min", 1),
                number(values, "max", 10_000));
    }

    private static double number(Map<String, String> values, String key, double absent) {
        String value = values.get(key);
        return value == null ? absent : Double.parseDouble(value);
    }

    private static Duration micros(Map<String, String> values, String key) {
        return Duration.ofNanos(Long.parseLong(values.getOrDefault(key, "0")) * 1000);
    }

    /** As the file has it, without the device. */
    @Override
    public String toString() {
        String text = "enable=" + (enabled ? 1 : 0) + " ctrl=" + (automatic ? "auto" : "user");
        if (automatic) return text;
        return text
                + String.format(
                        Locale.ROOT,
                        " rpct=%.2f rlat=%d wpct=%.2f wlat=%d min=%.2f max=%.2f",
                        readPercentile,
                        LimitWrites.micros(readLatency),
                        writePercentile,
                        LimitWrites.micros(writeLatency),
                        minPercent,
                        maxPercent);
    }
}
