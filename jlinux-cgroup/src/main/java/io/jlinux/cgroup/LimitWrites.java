package io.jlinux.cgroup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What limits become on v2: pure functions. */
final class LimitWrites {
    private LimitWrites() {}

    static List<ControlWrite> v2(LimitMap limits) {
        List<ControlWrite> writes = new ArrayList<>();
        limits.values().forEach((key, value) -> {
            String text = v2(key, value);
            writes.add(
                    new ControlWrite(key.limit().controller, key.file(), key.isLine() ? key.key() + " " + text : text));
        });
        limits.unified()
                .forEach((file, value) ->
                        writes.add(new ControlWrite(Controller.ofFile(file).orElseThrow(), file, value)));
        return List.copyOf(writes);
    }

    private static String v2(Limit.Key key, Object value) {
        return switch (key.limit()) {
            case CPU_MAX -> v2((CpuMax) value);
            case CPU_SHARES -> Long.toString(CpuShares.toWeight((Long) value));
            case CPU_BURST -> Long.toString(micros(value));
            case IO_WEIGHT, IO_BFQ_WEIGHT -> key.key().isEmpty() ? "default " + value : value.toString();
            case IO_LATENCY -> "target=" + micros(value);
            default -> plain(value, "max");
        };
    }

    /** A value as both versions have it, but for the word for no limit. */
    static String plain(Object value, String unlimited) {
        if (value instanceof Long n) return number(n, unlimited);
        if (value instanceof Boolean b) return b ? "1" : "0";
        if (value instanceof Double d) return String.format(Locale.ROOT, "%.2f", d);
        return value.toString();
    }

    static String v2(CpuMax max) {
        return (max.quota().isPresent() ? max.quotaMicros() : "max") + " " + max.periodMicros();
    }

    static long micros(Object duration) {
        return ((Duration) duration).toNanos() / 1000;
    }

    static String number(long value, String unlimited) {
        return value == CgroupLimits.UNLIMITED ? unlimited : Long.toString(value);
    }
}
