package io.jlinux.cgroup;

import io.jlinux.cgroup.v1.V1Cpu;
import io.jlinux.cgroup.v1.V1Memory;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** What limits become on v1: pure functions. {@link V1LimitReads} is the way back. */
final class V1LimitWrites {
    private static final Limit.Key SWAP = new Limit.Key(Limit.MEMORY_SWAP_MAX, "");
    private static final Limit.Key MEMORY = new Limit.Key(Limit.MEMORY_MAX, "");

    private V1LimitWrites() {}

    static List<ControlWrite> of(LimitMap limits) throws LinuxException {
        if (!limits.unified().isEmpty()) {
            throw unsupported(
                    limits.unified().keySet().iterator().next(), "it is a file of v2, and this controller is on v1");
        }
        List<ControlWrite> writes = new ArrayList<>();
        SortedMap<Limit.Key, Object> rest = new TreeMap<>(limits.values());
        Object swap = rest.remove(SWAP);
        if (swap != null && !rest.containsKey(MEMORY)) {
            throw unsupported("memory.swap.max", "v1 limits memory and swap together: set memoryMax as well");
        }
        for (Map.Entry<Limit.Key, Object> e : rest.entrySet()) {
            add(e.getKey(), e.getValue(), writes);
            if (e.getKey().equals(MEMORY) && swap != null) writes.add(sum((Long) e.getValue(), (Long) swap));
        }
        return List.copyOf(writes);
    }

    private static ControlWrite sum(long memory, long swap) throws LinuxException {
        if (swap == CgroupLimits.UNLIMITED) return new ControlWrite(Controller.MEMORY, V1Memory.SUM, "-1");
        if (memory == CgroupLimits.UNLIMITED) {
            throw unsupported("memory.swap.max", "v1 limits memory and swap together, and the memory is unlimited");
        }
        long sum = memory > Long.MAX_VALUE - swap ? CgroupLimits.UNLIMITED : memory + swap;
        return new ControlWrite(Controller.MEMORY, V1Memory.SUM, LimitWrites.number(sum, "-1"));
    }

    private static void add(Limit.Key key, Object value, List<ControlWrite> writes) throws LinuxException {
        Limit limit = key.limit();
        switch (limit) {
            case MEMORY_MAX -> add(writes, limit, V1Memory.LIMIT, LimitWrites.plain(value, "-1"));
            case MEMORY_LOW -> {
                boolean none = value.equals(0L); // no protection; as a soft limit 0 would be the opposite of that
                add(writes, limit, "memory.soft_limit_in_bytes", none ? "-1" : LimitWrites.plain(value, "-1"));
            }
            case CPU_WEIGHT -> add(writes, limit, "cpu.shares", Long.toString(CpuShares.ofWeight((Long) value)));
            case CPU_SHARES -> add(writes, limit, "cpu.shares", value.toString());
            case CPU_NICE -> add(writes, limit, "cpu.shares", Long.toString(CpuShares.ofNice((Long) value)));
            case CPU_MAX -> {
                CpuMax max = (CpuMax) value;
                add(writes, limit, V1Cpu.PERIOD, Long.toString(max.periodMicros()));
                add(writes, limit, V1Cpu.QUOTA, Long.toString(max.quotaMicros()));
            }
            case CPU_BURST -> add(writes, limit, "cpu.cfs_burst_us", Long.toString(LimitWrites.micros(value)));
            case IO_WEIGHT -> bfq(key, bfqWeight((Long) value), writes);
            case IO_BFQ_WEIGHT -> bfq(key, (Long) value, writes);
            case IO_MAX -> throttle(key.key(), (IoMax) value, writes);
            case HUGETLB_MAX ->
                add(writes, limit, "hugetlb." + key.key() + ".limit_in_bytes", LimitWrites.plain(value, "-1"));
            case HUGETLB_RESERVED_MAX ->
                add(writes, limit, "hugetlb." + key.key() + ".rsvd.limit_in_bytes", LimitWrites.plain(value, "-1"));
            case CPUSET_CPUS, CPUSET_MEMS, CPU_IDLE, CPU_UCLAMP_MIN, CPU_UCLAMP_MAX, PIDS_MAX, NET_CLASS ->
                add(writes, limit, key.file(), LimitWrites.plain(value, "max"));
            case RDMA_MAX, MISC_MAX, DMEM_MAX, DMEM_LOW, DMEM_MIN, NET_PRIORITY ->
                add(writes, limit, key.file(), key.key() + " " + LimitWrites.plain(value, "max"));
            case MEMORY_HIGH,
                    MEMORY_MIN,
                    MEMORY_SWAP_HIGH,
                    MEMORY_ZSWAP_MAX,
                    MEMORY_OOM_GROUP,
                    IO_LATENCY,
                    CPUSET_EXCLUSIVE,
                    CPUSET_PARTITION,
                    MAX_DEPTH,
                    MAX_DESCENDANTS,
                    PRESSURE -> throw unsupported(key.file(), "v1 has nothing like it");
            case MEMORY_SWAP_MAX -> throw new IllegalStateException("written with memory.max");
        }
    }

    private static void bfq(Limit.Key key, long weight, List<ControlWrite> writes) {
        boolean all = key.key().isEmpty();
        String file = all ? "blkio.bfq.weight" : "blkio.bfq.weight_device";
        add(writes, key.limit(), file, all ? Long.toString(weight) : key.key() + " " + weight);
    }

    /** v1 has one file for each of the four numbers, and 0 for no limit. */
    private static void throttle(String device, IoMax max, List<ControlWrite> writes) {
        throttle(device, "read_bps", max.readBytes(), writes);
        throttle(device, "write_bps", max.writeBytes(), writes);
        throttle(device, "read_iops", max.readOps(), writes);
        throttle(device, "write_iops", max.writeOps(), writes);
    }

    private static void throttle(String device, String what, OptionalLong value, List<ControlWrite> writes) {
        if (value.isEmpty()) return;
        String text = device + " " + LimitWrites.number(value.getAsLong(), "0");
        add(writes, Limit.IO_MAX, "blkio.throttle." + what + "_device", text);
    }

    private static void add(List<ControlWrite> writes, Limit limit, String file, String value) {
        writes.add(new ControlWrite(limit.controller, file, value));
    }

    /** As systemd does it: 1, 100 and 10000 become 1, 100 and 1000. */
    static long bfqWeight(long weight) {
        return weight <= 100 ? weight : 100 + (weight - 100) * 900 / 9900;
    }

    /** The way back, exact but where several weights have become one. */
    static long ofBfqWeight(long weight) {
        return weight <= 100 ? weight : 100 + (weight - 100) * 9900 / 900;
    }

    private static LinuxException unsupported(String what, String why) {
        return new LinuxException("set " + what + " on", "cgroup v1", Errno.EOPNOTSUPP.number(), why, null);
    }
}
