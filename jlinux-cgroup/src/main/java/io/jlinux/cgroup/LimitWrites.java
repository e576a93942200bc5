package io.jlinux.cgroup;

import io.jlinux.cgroup.v1.V1Memory;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What limits become on each version: pure functions. */
final class LimitWrites {
    private LimitWrites() {}

    static List<ControlWrite> v2(Map<Limit, Object> values, Map<String, String> unified) {
        List<ControlWrite> writes = new ArrayList<>();
        values.forEach((limit, value) -> writes.add(new ControlWrite(limit.controller, limit.file, v2(limit, value))));
        unified.forEach((file, value) ->
                writes.add(new ControlWrite(Controller.ofFile(file).orElseThrow(), file, value)));
        return List.copyOf(writes);
    }

    private static String v2(Limit limit, Object value) {
        return switch (limit) {
            case CPU_MAX -> v2((CpuMax) value);
            case CPU_SHARES -> Long.toString(CpuShares.toWeight((Long) value));
            case IO_WEIGHT -> "default " + value;
            default -> value instanceof Long n ? number(n, "max") : value.toString();
        };
    }

    static String v2(CpuMax max) {
        return (max.quota().isPresent() ? max.quotaMicros() : "max") + " " + max.periodMicros();
    }

    static List<ControlWrite> v1(Map<Limit, Object> values, Map<String, String> unified) throws LinuxException {
        if (!unified.isEmpty()) {
            throw unsupported(unified.keySet().iterator().next(), "it is a file of v2, and this controller is on v1");
        }
        List<ControlWrite> writes = new ArrayList<>();
        EnumMap<Limit, Object> rest = new EnumMap<>(Limit.class);
        rest.putAll(values);
        Object swap = rest.remove(Limit.MEMORY_SWAP_MAX);
        for (Map.Entry<Limit, Object> e : rest.entrySet()) {
            v1(e.getKey(), e.getValue(), writes);
            if (e.getKey() == Limit.MEMORY_MAX && swap != null) writes.add(sum((Long) e.getValue(), (Long) swap));
        }
        if (swap != null && !rest.containsKey(Limit.MEMORY_MAX)) {
            throw unsupported("memory.swap.max", "v1 limits memory and swap together: set memoryMax as well");
        }
        return List.copyOf(writes);
    }

    private static ControlWrite sum(long memory, long swap) throws LinuxException {
        if (swap == CgroupLimits.UNLIMITED) return new ControlWrite(Controller.MEMORY, V1Memory.SUM, "-1");
        if (memory == CgroupLimits.UNLIMITED) {
            throw unsupported("memory.swap.max", "v1 limits memory and swap together, and the memory is unlimited");
        }
        long sum = memory > Long.MAX_VALUE - swap ? CgroupLimits.UNLIMITED : memory + swap;
        return new ControlWrite(Controller.MEMORY, V1Memory.SUM, number(sum, "-1"));
    }

    private static void v1(Limit limit, Object value, List<ControlWrite> writes) throws LinuxException {
        switch (limit) {
            case MEMORY_MAX -> add(writes, limit, V1Memory.LIMIT, number((Long) value, "-1"));
            case MEMORY_LOW -> {
                boolean none = value.equals(0L); // no protection; as a soft limit 0 would be the opposite of that
                add(writes, limit, "memory.soft_limit_in_bytes", none ? "-1" : number((Long) value, "-1"));
            }
            case MEMORY_HIGH, MEMORY_MIN -> throw unsupported(limit.file, "v1 has nothing like it");
            case CPU_WEIGHT -> add(writes, limit, "cpu.shares", Long.toString(CpuShares.ofWeight((Long) value)));
            case CPU_SHARES -> add(writes, limit, "cpu.shares", value.toString());
            case CPU_MAX -> {
                CpuMax max = (CpuMax) value;
                add(writes, limit, "cpu.cfs_period_us", Long.toString(max.periodMicros()));
                add(writes, limit, "cpu.cfs_quota_us", Long.toString(max.quotaMicros()));
            }
            case IO_WEIGHT -> add(writes, limit, "blkio.bfq.weight", Long.toString(bfqWeight((Long) value)));
            case PIDS_MAX -> add(writes, limit, limit.file, number((Long) value, "max"));
            case CPUSET_CPUS, CPUSET_MEMS -> add(writes, limit, limit.file, value.toString());
            case MEMORY_SWAP_MAX -> throw new IllegalStateException("written with memory.max");
        }
    }

    private static void add(List<ControlWrite> writes, Limit limit, String file, String value) {
        writes.add(new ControlWrite(limit.controller, file, value));
    }

    /** As systemd does it: 1, 100 and 10000 become 1, 100 and 1000. */
    static long bfqWeight(long weight) {
        return weight <= 100 ? weight : 100 + (weight - 100) * 900 / 9900;
    }

    private static String number(long value, String unlimited) {
        return value == CgroupLimits.UNLIMITED ? unlimited : Long.toString(value);
    }

    private static LinuxException unsupported(String what, String why) {
        return new LinuxException("set " + what + " on", "cgroup v1", Errno.EOPNOTSUPP.number(), why, null);
    }
}
