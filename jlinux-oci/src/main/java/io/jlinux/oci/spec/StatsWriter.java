package io.jlinux.oci.spec;

import java.util.List;
import java.util.OptionalLong;

/** Writes statistics as runc's {@code events} has them: its names, its units, and 0 left out. */
final class StatsWriter {
    private StatsWriter() {}

    static byte[] write(OciStats stats) {
        return JsonText.writeCompact(JsonObject.tree(o -> {
            o.text("type", "stats");
            o.text("id", stats.id());
            o.object("data", data -> {
                data.object("cpu", cpu -> cpu(cpu, stats.cpu()));
                data.object("cpuset", cpuset -> stats.cpuset().ifPresent(c -> cpuset(cpuset, c)));
                data.object("memory", memory -> memory(memory, stats.memory()));
                data.object("pids", pids -> {
                    number(pids, "current", stats.pids().current());
                    number(pids, "limit", stats.pids().limit());
                });
                data.object("blkio", blkio -> blkio(blkio, stats.blkio()));
                data.object(
                        "hugetlb",
                        pages -> stats.hugetlb()
                                .forEach((size, h) -> pages.object(size, page -> {
                                    number(page, "usage", h.usage());
                                    page.number("failcnt", h.failures().orElse(0));
                                })));
                data.object("intel_rdt", rdt -> {});
                data.nothing("network_interfaces");
            });
        }));
    }

    /** An event without data. */
    static byte[] event(String type, String id) {
        return JsonText.writeCompact(JsonObject.tree(o -> {
            o.text("type", type);
            o.text("id", id);
        }));
    }

    private static void cpu(JsonObject o, OciStats.Cpu cpu) {
        o.object("usage", usage -> {
            number(usage, "total", cpu.total());
            usage.numbers("percpu", cpu.perCpu());
            usage.numbers("percpu_kernel", cpu.perCpuKernel());
            usage.numbers("percpu_user", cpu.perCpuUser());
            usage.number("kernel", cpu.kernel().orElse(0));
            usage.number("user", cpu.user().orElse(0));
        });
        o.object("throttling", throttling -> {
            number(throttling, "periods", cpu.periods());
            number(throttling, "throttledPeriods", cpu.throttledPeriods());
            number(throttling, "throttledTime", cpu.throttledTime());
        });
    }

    private static void memory(JsonObject o, OciStats.Memory memory) {
        number(o, "cache", memory.cache());
        long none = memory.noLimit();
        o.object("usage", usage -> amount(usage, memory.usage(), none));
        o.object("swap", swap -> amount(swap, memory.swap(), none));
        o.object("kernel", kernel -> amount(kernel, memory.kernel().orElse(NONE), none));
        o.object("kernelTCP", kernel -> amount(kernel, memory.kernelTcp().orElse(NONE), none));
        o.object("raw", raw -> memory.raw().forEach(raw::number));
    }

    /** What is not counted. */
    private static final OciStats.Amount NONE =
            new OciStats.Amount(OptionalLong.of(0), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

    private static void cpuset(JsonObject o, OciStats.Cpuset cpuset) {
        o.numbers("cpus", cpuset.cpus());
        o.numbers("mems", cpuset.mems());
        cpuset.flags().forEach(o::number);
    }

    /** No limit is the number that the kernel has for it, as runc writes it. */
    private static void amount(JsonObject o, OciStats.Amount amount, long none) {
        if (amount.limit().isEmpty()) o.unsigned64("limit", none);
        else o.number("limit", amount.limit().getAsLong());
        number(o, "usage", amount.usage());
        number(o, "max", amount.max());
        o.number("failcnt", amount.failures().orElse(0));
    }

    private static void blkio(JsonObject o, List<OciStats.BlockIo> all) {
        o.objects(
                "ioServiceBytesRecursive",
                all.stream().filter(io -> !io.operations()).toList(),
                StatsWriter::blkio);
        o.objects(
                "ioServicedRecursive",
                all.stream().filter(OciStats.BlockIo::operations).toList(),
                StatsWriter::blkio);
    }

    private static void blkio(JsonObject o, OciStats.BlockIo io) {
        if (io.major() != 0) o.number("major", io.major());
        if (io.minor() != 0) o.number("minor", io.minor());
        o.text("op", io.op());
        if (io.value() != 0) o.number("value", io.value());
    }

    private static void number(JsonObject o, String name, OptionalLong value) {
        if (value.orElse(0) != 0) o.number(name, value);
    }
}
