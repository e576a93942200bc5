package io.jlinux.cgroup.systemd;

import io.jlinux.cgroup.CgroupLimits;
import io.jlinux.cgroup.ControlWrite;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Limits as properties of a unit: {@code memory.min}, {@code low}, {@code high}, {@code max}, {@code swap.max}, {@code
 * zswap.max} (systemd 253), {@code pids.max}, {@code cpu.max}, {@code cpu.weight}, {@code cpu.idle}, {@code io.weight} and
 * {@code cpuset.cpus}, {@code mems}. systemd has no property for others, or none without the path of a device: those are refused,
 * and can be set in a delegated cgroup below. A pure function.
 */
final class UnitSettings {
    private static final Map<String, String> NUMBERS = Map.of(
            "memory.min", "MemoryMin",
            "memory.low", "MemoryLow",
            "memory.high", "MemoryHigh",
            "memory.max", "MemoryMax",
            "memory.swap.max", "MemorySwapMax",
            "memory.zswap.max", "MemoryZSwapMax",
            "pids.max", "TasksMax",
            "cpu.weight", "CPUWeight",
            "io.weight", "IOWeight");
    private static final Set<String> OTHERS = Set.of("cpu.max", "cpu.idle", "cpuset.cpus", "cpuset.mems");
    private static final long MICROS = 1_000_000;

    private UnitSettings() {}

    /**
     * The properties.
     *
     * @throws IllegalArgumentException for a limit that none stands for
     */
    static List<UnitSetting> of(CgroupLimits limits) {
        List<UnitSetting> settings = new ArrayList<>();
        for (ControlWrite w : limits.v2Writes()) add(w.file(), w.value(), settings);
        return List.copyOf(settings);
    }

    /** Those that one stands for, in the oldest systemd that is still met. */
    static CgroupLimits expressible(CgroupLimits limits) {
        CgroupLimits some = CgroupLimits.NONE;
        for (ControlWrite w : limits.v2Writes()) {
            boolean number = NUMBERS.containsKey(w.file()) && !w.file().equals("memory.zswap.max");
            boolean ofOneDevice = !w.value().startsWith("default ") && w.value().indexOf(' ') >= 0;
            if ((number && !ofOneDevice) || OTHERS.contains(w.file())) some = some.unified(w.file(), w.value());
        }
        return some;
    }

    private static void add(String file, String value, List<UnitSetting> settings) {
        String name = NUMBERS.get(file);
        if (name != null) {
            String number = value.startsWith("default ") ? value.substring(8) : value;
            if (number.indexOf(' ') >= 0) throw unknown(file + " of one device");
            settings.add(new UnitSetting(name, number(number)));
            return;
        }
        switch (file) {
            case "cpu.max" -> quota(value.split(" "), settings);
            case "cpu.idle" -> {
                if (value.equals("1")) settings.add(new UnitSetting("CPUWeight", 0L));
            }
            case "cpuset.cpus" -> settings.add(new UnitSetting("AllowedCPUs", mask(value)));
            case "cpuset.mems" -> settings.add(new UnitSetting("AllowedMemoryNodes", mask(value)));
            default -> throw unknown(file);
        }
    }

    private static IllegalArgumentException unknown(String what) {
        return new IllegalArgumentException(
                "systemd has no property for " + what + ": set it in a cgroup below a delegated scope");
    }

    private static void quota(String[] words, List<UnitSetting> settings) {
        long period = words.length > 1 ? Long.parseLong(words[1]) : 100_000;
        long quota = number(words[0]);
        long perSecond = quota == Long.MAX_VALUE ? quota : Math.multiplyExact(quota, MICROS) / period;
        settings.add(new UnitSetting("CPUQuotaPerSecUSec", perSecond));
        settings.add(new UnitSetting("CPUQuotaPeriodUSec", period));
    }

    private static long number(String text) {
        return text.equals("max") ? Long.MAX_VALUE : Long.parseLong(text);
    }

    /** {@code 0-2,8} as bits, the lowest first. */
    private static byte[] mask(String list) {
        BitSet bits = new BitSet();
        for (String part : list.split(",")) {
            String[] ends = part.strip().split("-");
            if (ends[0].isEmpty()) continue;
            bits.set(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]) + 1);
        }
        return bits.toByteArray();
    }
}
