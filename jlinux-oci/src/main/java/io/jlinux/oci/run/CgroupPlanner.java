package io.jlinux.oci.run;

import io.jlinux.cgroup.CgroupLimits;
import io.jlinux.cgroup.CpuMax;
import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.oci.spec.OciCpu;
import io.jlinux.oci.spec.OciMemory;
import io.jlinux.oci.spec.OciResources;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** Turns the resources of a config into limits: times, units and the meaning of -1 and 0. A pure function. */
final class CgroupPlanner {
    private CgroupPlanner() {}

    static CgroupLimits plan(OciResources resources) {
        CgroupLimits memory = at("memory", () -> memory(CgroupLimits.NONE, resources.memory()));
        CgroupLimits cpu = at("cpu", () -> cpu(memory, resources.cpu()));
        OptionalLong pids = resources.pids().limit();
        return pids.isEmpty() ? cpu : at("pids", () -> cpu.pidsMax(unlimited(pids.getAsLong())));
    }

    /** A value that the kernel would refuse is an error of the config, at its place there. */
    private static CgroupLimits at(String resource, Supplier<CgroupLimits> part) {
        try {
            return part.get();
        } catch (OciConfigException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new OciConfigException("/linux/resources/" + resource, String.valueOf(e.getMessage()));
        }
    }

    private static CgroupLimits memory(CgroupLimits limits, OciMemory memory) {
        CgroupLimits l = limits;
        if (memory.limit().isPresent()) l = l.memoryMax(unlimited(memory.limit().getAsLong()));
        if (memory.reservation().isPresent())
            l = l.memoryLow(unlimited(memory.reservation().getAsLong()));
        if (memory.swap().isPresent()) l = l.memorySwapMax(swap(memory));
        return l;
    }

    /** The config's swap is memory and swap together; the kernel's is swap alone. */
    private static long swap(OciMemory memory) {
        long both = memory.swap().orElseThrow();
        if (both < 0) return CgroupLimits.UNLIMITED;
        long limit = memory.limit().orElse(-1);
        if (limit < 0) {
            throw new OciConfigException(
                    "/linux/resources/memory/swap", "needs a memory limit, of which it is the sum");
        }
        if (both < limit) {
            throw new OciConfigException(
                    "/linux/resources/memory/swap",
                    "is memory and swap together, so at least the" + " memory limit " + limit + ", is " + both);
        }
        return both - limit;
    }

    private static CgroupLimits cpu(CgroupLimits limits, OciCpu cpu) {
        CgroupLimits l = limits;
        if (cpu.shares().isPresent() && cpu.shares().getAsLong() != 0)
            l = l.cpuShares(cpu.shares().getAsLong());
        if (cpu.quota().isPresent() || cpu.period().isPresent()) {
            long period = cpu.period().orElse(0);
            long quota = cpu.quota().orElse(-1);
            // as in runc, a quota of 0 is none, and a period of 0 the kernel's default
            l = l.cpuMax(new CpuMax(
                    quota > 0 ? Optional.of(micros(quota)) : Optional.empty(),
                    period > 0 ? micros(period) : CpuMax.DEFAULT_PERIOD));
        }
        if (cpu.cpus().isPresent()) l = l.cpusetCpus(cpu.cpus().get());
        if (cpu.mems().isPresent()) l = l.cpusetMems(cpu.mems().get());
        return l;
    }

    private static Duration micros(long micros) {
        return Duration.of(micros, ChronoUnit.MICROS);
    }

    /** -1 is no limit; 0 is a limit. */
    private static long unlimited(long value) {
        return value < 0 ? CgroupLimits.UNLIMITED : value;
    }
}
