package io.jlinux.cgroup;

import io.jlinux.cgroup.file.CgroupDir;
import io.jlinux.sys.LinuxException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** The limits that a cgroup has now, read back and typed. Parsing is pure; what is on v1 goes through {@link V1LimitReads}. */
final class LimitReads {
    private LimitReads() {}

    static CgroupLimits read(Directories dirs) throws LinuxException {
        LimitMap map = V1LimitReads.read(dirs);
        if (dirs.unified() == null) return CgroupLimits.of(map);
        CgroupDir dir = dirs.unified().dir();
        for (Limit limit : Limit.values()) {
            boolean there = limit.controller.v2Name().length() > 0 && dirs.v1(limit.controller) == null;
            if (!there || limit == Limit.CPU_SHARES || limit == Limit.CPU_NICE) continue;
            switch (limit) {
                case HUGETLB_MAX, HUGETLB_RESERVED_MAX -> {
                    for (String size : HugePages.sizes()) {
                        map = add(map, limit, size, dir.read(limit.file(size)));
                    }
                }
                default -> map = add(map, limit, "", dir.read(limit.file("")));
            }
        }
        return CgroupLimits.of(map);
    }

    private static LimitMap add(LimitMap map, Limit limit, String key, Optional<String> content) {
        return content.isEmpty() ? map : parse(map, limit, key, content.get());
    }

    /** {@code map} with what {@code content} of the limit's file says: a pure function. */
    static LimitMap parse(LimitMap map, Limit limit, String key, String content) {
        String text = content.strip();
        if (text.isEmpty()) return map;
        return switch (limit) {
            case IO_WEIGHT, IO_BFQ_WEIGHT, IO_MAX, IO_LATENCY, RDMA_MAX, MISC_MAX, DMEM_MAX, DMEM_LOW, DMEM_MIN ->
                lines(map, limit, text);
            case CPU_IDLE -> text.equals("0") ? map : map.with(limit, key, true); // a weight is said by its own file
            case CPU_WEIGHT -> text.equals("0") || idle(map) ? map : map.with(limit, key, Long.parseLong(text));
            case MEMORY_OOM_GROUP, PRESSURE -> map.with(limit, key, !text.equals("0"));
            case CPUSET_CPUS, CPUSET_MEMS, CPUSET_EXCLUSIVE -> map.with(limit, key, text);
            case CPUSET_PARTITION -> {
                String word = text.split(" ", 2)[0].toUpperCase(Locale.ROOT);
                yield map.with(limit, key, CpusetPartition.valueOf(word));
            }
            case CPU_MAX -> map.with(limit, key, cpuMax(text));
            case CPU_BURST -> map.with(limit, key, Duration.ofNanos(Long.parseLong(text) * 1000));
            case CPU_UCLAMP_MIN, CPU_UCLAMP_MAX ->
                map.with(limit, key, text.equals("max") ? 100.0 : Double.parseDouble(text));
            default -> map.with(limit, key, number(text));
        };
    }

    private static boolean idle(LimitMap map) {
        return Boolean.TRUE.equals(map.get(Limit.CPU_IDLE));
    }

    private static LimitMap lines(LimitMap map, Limit limit, String text) {
        LimitMap all = map;
        for (String line : text.split("\n", -1)) {
            int space = line.indexOf(' ');
            String first = space < 0 ? "" : line.substring(0, space);
            String key = first.equals("default") ? "" : first;
            all = all.with(limit, key, line(limit, line.substring(space + 1).strip()));
        }
        return all;
    }

    private static Object line(Limit limit, String value) {
        return switch (limit) {
            case IO_MAX ->
                new IoMax(field(value, "rbps"), field(value, "wbps"), field(value, "riops"), field(value, "wiops"));
            case RDMA_MAX ->
                new RdmaMax(
                        field(value, "hca_handle").orElse(CgroupLimits.UNLIMITED),
                        field(value, "hca_object").orElse(CgroupLimits.UNLIMITED));
            case IO_LATENCY -> Duration.ofNanos(field(value, "target").orElse(0) * 1000);
            default -> number(value);
        };
    }

    private static OptionalLong field(String text, String name) {
        for (String part : text.split(" ", -1)) {
            if (part.startsWith(name + "=")) return OptionalLong.of(number(part.substring(name.length() + 1)));
        }
        return OptionalLong.empty();
    }

    static long number(String text) {
        return text.equals("max") ? CgroupLimits.UNLIMITED : Long.parseLong(text);
    }

    private static CpuMax cpuMax(String text) {
        String[] f = text.split(" ", -1);
        Duration period = Duration.ofNanos(Long.parseLong(f[1]) * 1000);
        if (f[0].equals("max")) return new CpuMax(Optional.empty(), period);
        return CpuMax.of(Duration.ofNanos(Long.parseLong(f[0]) * 1000), period);
    }
}
