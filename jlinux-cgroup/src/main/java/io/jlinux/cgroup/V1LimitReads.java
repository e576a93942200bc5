package io.jlinux.cgroup;

import io.jlinux.cgroup.file.CgroupDir;
import io.jlinux.cgroup.v1.V1Cpu;
import io.jlinux.cgroup.v1.V1Memory;
import io.jlinux.sys.LinuxException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The limits of v1's files with the meaning of v2: the way back of {@link V1LimitWrites}. */
final class V1LimitReads {
    private static final String[] THROTTLES = {"read_bps", "write_bps", "read_iops", "write_iops"};

    private V1LimitReads() {}

    static LimitMap read(Directories dirs) throws LinuxException {
        LimitMap map = LimitMap.EMPTY;
        map = memory(map, dirs.v1(Controller.MEMORY));
        map = cpu(map, dirs.v1(Controller.CPU));
        map = same(map, dirs.v1(Controller.CPUSET), Limit.CPUSET_CPUS, Limit.CPUSET_MEMS);
        map = same(map, dirs.v1(Controller.PIDS), Limit.PIDS_MAX);
        map = same(map, dirs.v1(Controller.RDMA), Limit.RDMA_MAX);
        map = same(map, dirs.v1(Controller.MISC), Limit.MISC_MAX);
        map = same(map, dirs.v1(Controller.NET_CLS), Limit.NET_CLASS);
        map = io(map, dirs.v1(Controller.IO));
        return hugetlb(map, dirs.v1(Controller.HUGETLB));
    }

    private static LimitMap memory(LimitMap map, @Nullable CgroupDir dir) throws LinuxException {
        if (dir == null) return map;
        OptionalLong limit = dir.readNumber(V1Memory.LIMIT);
        if (limit.isEmpty()) return map;
        OptionalLong max = V1Memory.limit(limit);
        LimitMap all = map.with(Limit.MEMORY_MAX, "", max.orElse(CgroupLimits.UNLIMITED));
        OptionalLong sum = dir.readNumber(V1Memory.SUM);
        if (sum.isPresent()) {
            OptionalLong both = V1Memory.limit(sum);
            boolean limited = both.isPresent() && max.isPresent();
            long swap = limited ? Math.max(0, both.getAsLong() - max.getAsLong()) : CgroupLimits.UNLIMITED;
            all = all.with(Limit.MEMORY_SWAP_MAX, "", swap);
        }
        OptionalLong soft = dir.readNumber("memory.soft_limit_in_bytes");
        if (soft.isEmpty()) return all;
        return all.with(Limit.MEMORY_LOW, "", V1Memory.limit(soft).orElse(0));
    }

    private static LimitMap cpu(LimitMap map, @Nullable CgroupDir dir) throws LinuxException {
        if (dir == null) return map;
        LimitMap all = map;
        OptionalLong shares = dir.readNumber("cpu.shares");
        if (shares.isPresent() && shares.getAsLong() >= CpuShares.MIN) {
            all = all.with(Limit.CPU_SHARES, "", shares.getAsLong());
        }
        OptionalLong quota = dir.readNumber(V1Cpu.QUOTA);
        OptionalLong period = dir.readNumber(V1Cpu.PERIOD);
        if (quota.isPresent() && period.isPresent()) {
            Optional<Duration> q = quota.getAsLong() < 0 ? Optional.empty() : Optional.of(micros(quota.getAsLong()));
            all = all.with(Limit.CPU_MAX, "", new CpuMax(q, micros(period.getAsLong())));
        }
        OptionalLong burst = dir.readNumber("cpu.cfs_burst_us");
        if (burst.isPresent()) all = all.with(Limit.CPU_BURST, "", micros(burst.getAsLong()));
        return same(all, dir, Limit.CPU_IDLE, Limit.CPU_UCLAMP_MIN, Limit.CPU_UCLAMP_MAX);
    }

    private static LimitMap io(LimitMap map, @Nullable CgroupDir dir) throws LinuxException {
        if (dir == null) return map;
        LimitMap all = map;
        OptionalLong weight = dir.readNumber("blkio.bfq.weight");
        if (weight.isPresent()) all = all.with(Limit.IO_WEIGHT, "", V1LimitWrites.ofBfqWeight(weight.getAsLong()));
        for (int i = 0; i < THROTTLES.length; i++) {
            String text = dir.read("blkio.throttle." + THROTTLES[i] + "_device").orElse("");
            for (String line : text.lines().toList()) {
                int space = line.indexOf(' ');
                Limit.Key key = new Limit.Key(Limit.IO_MAX, line.substring(0, space));
                IoMax old = (IoMax) all.values().getOrDefault(key, IoMax.NONE);
                IoMax now =
                        with(old, i, Long.parseLong(line.substring(space + 1).strip()));
                all = all.with(Limit.IO_MAX, key.key(), now);
            }
        }
        return all;
    }

    private static IoMax with(IoMax max, int which, long value) {
        return switch (which) {
            case 0 -> max.readBytes(value);
            case 1 -> max.writeBytes(value);
            case 2 -> max.readOps(value);
            default -> max.writeOps(value);
        };
    }

    private static LimitMap hugetlb(LimitMap map, @Nullable CgroupDir dir) throws LinuxException {
        if (dir == null) return map;
        LimitMap all = map;
        for (String size : HugePages.sizes()) {
            OptionalLong limit = dir.readNumber("hugetlb." + size + ".limit_in_bytes");
            OptionalLong reserved = dir.readNumber("hugetlb." + size + ".rsvd.limit_in_bytes");
            if (limit.isPresent()) all = all.with(Limit.HUGETLB_MAX, size, unlimited(size, limit));
            if (reserved.isPresent()) all = all.with(Limit.HUGETLB_RESERVED_MAX, size, unlimited(size, reserved));
        }
        return all;
    }

    private static long unlimited(String size, OptionalLong limit) {
        long value = limit.orElse(CgroupLimits.UNLIMITED);
        return HugePages.isNoLimit(size, value) ? CgroupLimits.UNLIMITED : value;
    }

    /** Files that are the same on both versions. */
    private static LimitMap same(LimitMap map, @Nullable CgroupDir dir, Limit... limits) throws LinuxException {
        if (dir == null) return map;
        LimitMap all = map;
        for (Limit limit : limits) {
            Optional<String> content = dir.read(limit.file(""));
            if (content.isPresent()) all = LimitReads.parse(all, limit, "", content.get());
        }
        return all;
    }

    private static Duration micros(long value) {
        return Duration.ofNanos(value * 1000);
    }
}
