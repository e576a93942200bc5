package io.jlinux.examples.runc;

import io.jlinux.oci.spec.OciBlockIo;
import io.jlinux.oci.spec.OciCpu;
import io.jlinux.oci.spec.OciMemory;
import io.jlinux.oci.spec.OciResources;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The limits that {@code update} takes one by one; what is not given stays as it is. */
final class LimitOptions {
    @Option(names = "--blkio-weight", paramLabel = "WEIGHT", description = "10 to 1000")
    private @Nullable Integer blkioWeight;

    @Option(names = "--cpu-period", paramLabel = "MICROSECONDS")
    private @Nullable Long cpuPeriod;

    @Option(names = "--cpu-quota", paramLabel = "MICROSECONDS", description = "processor time in each period")
    private @Nullable Long cpuQuota;

    @Option(names = "--cpu-burst", paramLabel = "MICROSECONDS", description = "what may be saved up for a busy period")
    private @Nullable Long cpuBurst;

    @Option(names = "--cpu-share", paramLabel = "SHARES", description = "2 to 262144, relative to other containers")
    private @Nullable Long cpuShare;

    @Option(names = "--cpu-rt-period", paramLabel = "MICROSECONDS")
    private @Nullable Long cpuRtPeriod;

    @Option(names = "--cpu-rt-runtime", paramLabel = "MICROSECONDS")
    private @Nullable Long cpuRtRuntime;

    @Option(names = "--cpu-idle", paramLabel = "0|1", description = "1: it runs when nobody else wants to")
    private @Nullable Integer cpuIdle;

    @Option(names = "--cpuset-cpus", paramLabel = "LIST", description = "processors, such as 0-3,5")
    private @Nullable String cpus;

    @Option(names = "--cpuset-mems", paramLabel = "LIST", description = "memory nodes")
    private @Nullable String mems;

    @Option(names = "--memory", paramLabel = "BYTES", description = "-1: no limit")
    private @Nullable Long memory;

    @Option(names = "--memory-reservation", paramLabel = "BYTES")
    private @Nullable Long memoryReservation;

    @Option(names = "--memory-swap", paramLabel = "BYTES", description = "memory and swap together; -1: no limit")
    private @Nullable Long memorySwap;

    @Option(names = "--kernel-memory", paramLabel = "BYTES", hidden = true)
    private @Nullable Long kernelMemory;

    @Option(names = "--kernel-memory-tcp", paramLabel = "BYTES", hidden = true)
    private @Nullable Long kernelMemoryTcp;

    @Option(names = "--pids-limit", paramLabel = "TASKS", description = "-1: no limit")
    private @Nullable Long pidsLimit;

    @Option(names = {"--l3-cache-schema", "--mem-bw-schema"}, paramLabel = "SCHEMA", description = "not supported")
    private @Nullable String intelRdt;

    OciResources resources() {
        if (intelRdt != null) {
            throw new IllegalArgumentException("a class of service is not changed: --l3-cache-schema, --mem-bw-schema");
        }
        OciResources.Builder r = OciResources.builder().cpu(cpu()).memory(memory());
        if (pidsLimit != null) r.pidsLimit(pidsLimit);
        if (blkioWeight != null) {
            r.blockIo(new OciBlockIo(
                    OptionalInt.of(blkioWeight), OptionalInt.empty(), List.of(), List.of(), List.of(), List.of(), List.of()));
        }
        return r.build();
    }

    private OciCpu cpu() {
        OciCpu.Builder b = OciCpu.builder();
        if (cpuPeriod != null) b.period(cpuPeriod);
        if (cpuQuota != null) b.quota(cpuQuota);
        if (cpuBurst != null) b.burst(cpuBurst);
        if (cpuShare != null) b.shares(cpuShare);
        if (cpuRtPeriod != null) b.realtimePeriod(cpuRtPeriod);
        if (cpuRtRuntime != null) b.realtimeRuntime(cpuRtRuntime);
        if (cpuIdle != null) b.idle(cpuIdle);
        if (cpus != null) b.cpus(cpus);
        if (mems != null) b.mems(mems);
        return b.build();
    }

    private OciMemory memory() {
        OciMemory.Builder b = OciMemory.builder();
        if (memory != null) b.limit(memory);
        if (memoryReservation != null) b.reservation(memoryReservation);
        if (memorySwap != null) b.swap(memorySwap);
        if (kernelMemory != null) b.kernel(kernelMemory);
        if (kernelMemoryTcp != null) b.kernelTcp(kernelMemoryTcp);
        return b.build();
    }
}
