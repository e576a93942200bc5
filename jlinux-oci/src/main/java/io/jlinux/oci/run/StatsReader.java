package io.jlinux.oci.run;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.stat.CpuStat;
import io.jlinux.cgroup.stat.HugetlbStat;
import io.jlinux.cgroup.stat.IoStat;
import io.jlinux.cgroup.stat.MemoryBreakdown;
import io.jlinux.cgroup.stat.MemoryStat;
import io.jlinux.cgroup.stat.PidsStat;
import io.jlinux.oci.spec.OciStats;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the statistics of a container from its cgroup. */
public final class StatsReader {
    private static final Path HUGE_PAGES = Path.of("/sys/kernel/mm/hugepages");

    private StatsReader() {}

    public static OciStats read(String id, Cgroup cgroup) throws LinuxException {
        IoStat io = cgroup.stats().io();
        return new OciStats(
                id,
                cpu(cgroup),
                memory(cgroup),
                pids(cgroup.pids()),
                V1StatsReader.cpuset(cgroup),
                blkio(io),
                hugetlb(cgroup));
    }

    private static OciStats.Cpu cpu(Cgroup cgroup) throws LinuxException {
        CpuStat cpu = cgroup.cpu();
        List<Long> perCpu = V1StatsReader.perCpu(cgroup);
        List<List<Long>> modes = V1StatsReader.perCpuModes(cgroup);
        return new OciStats.Cpu(
                nanos(cpu.usage()),
                nanos(cpu.system()),
                nanos(cpu.user()),
                perCpu,
                modes.get(1),
                modes.get(0),
                cpu.nrPeriods(),
                cpu.nrThrottled(),
                nanos(cpu.throttled()));
    }

    private static OptionalLong nanos(Optional<Duration> time) {
        return time.isPresent() ? OptionalLong.of(time.get().toNanos()) : OptionalLong.empty();
    }

    private static OciStats.Memory memory(Cgroup cgroup) throws LinuxException {
        MemoryStat m = cgroup.memory();
        MemoryBreakdown breakdown = cgroup.stats().memoryBreakdown();
        OciStats.Amount usage = new OciStats.Amount(m.max(), m.current(), m.peak(), m.maxEvents());
        Optional<OciStats.Amount> swap = V1StatsReader.amount(cgroup, "memory.memsw");
        OciStats.Amount sums = new OciStats.Amount(
                sum(m.max(), m.swapMax()),
                sum(m.current(), m.swapCurrent()),
                OptionalLong.empty(),
                OptionalLong.empty());
        boolean v1 = V1StatsReader.hasMemory(cgroup);
        return new OciStats.Memory(
                breakdown.file(),
                usage,
                swap.orElse(sums),
                V1StatsReader.amount(cgroup, "memory.kmem"),
                V1StatsReader.amount(cgroup, "memory.kmem.tcp"),
                v1 ? V1StatsReader.memory(cgroup) : breakdown.values(),
                v1 ? V1StatsReader.NO_LIMIT : -1);
    }

    private static OptionalLong sum(OptionalLong a, OptionalLong b) {
        return a.isPresent() && b.isPresent() ? OptionalLong.of(a.getAsLong() + b.getAsLong()) : OptionalLong.empty();
    }

    private static OciStats.Pids pids(PidsStat pids) {
        return new OciStats.Pids(pids.current(), pids.max());
    }

    private static List<OciStats.BlockIo> blkio(IoStat io) {
        List<OciStats.BlockIo> all = new ArrayList<>();
        io.devices().forEach((device, counts) -> {
            String[] number = device.split(":");
            long major = Long.parseLong(number[0]);
            long minor = Long.parseLong(number[1]);
            counts.readBytes().ifPresent(n -> all.add(new OciStats.BlockIo(false, major, minor, "Read", n)));
            counts.writeBytes().ifPresent(n -> all.add(new OciStats.BlockIo(false, major, minor, "Write", n)));
            counts.readOps().ifPresent(n -> all.add(new OciStats.BlockIo(true, major, minor, "Read", n)));
            counts.writeOps().ifPresent(n -> all.add(new OciStats.BlockIo(true, major, minor, "Write", n)));
        });
        return all;
    }

    /** Of each size that this kernel has; without the controller there are none. */
    private static Map<String, OciStats.Hugetlb> hugetlb(Cgroup cgroup) throws LinuxException {
        Map<String, OciStats.Hugetlb> all = new LinkedHashMap<>();
        for (String size : sizes()) {
            HugetlbStat stat = cgroup.stats().hugetlb(size);
            if (stat.current().isPresent()) all.put(size, new OciStats.Hugetlb(stat.current(), stat.maxEvents()));
        }
        return all;
    }

    private static List<String> sizes() {
        List<String> sizes = new ArrayList<>();
        if (!Files.isDirectory(HUGE_PAGES)) return sizes;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(HUGE_PAGES, "hugepages-*kB")) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                long kb = Long.parseLong(name.substring("hugepages-".length(), name.length() - 2));
                sizes.add(kb >= 1 << 20 ? (kb >> 20) + "GB" : kb >= 1 << 10 ? (kb >> 10) + "MB" : kb + "KB");
            }
        } catch (IOException e) {
            return List.of();
        }
        sizes.sort(null);
        return sizes;
    }
}
