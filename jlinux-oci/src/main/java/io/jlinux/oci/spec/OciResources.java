package io.jlinux.oci.spec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The limits of the container's cgroup.
 *
 * @param devices which devices may be used, in the order in which the rules apply
 * @param memory the {@code memory} controller
 * @param cpu the {@code cpu} and {@code cpuset} controllers
 * @param pids the {@code pids} controller
 * @param blockIo the {@code io} or {@code blkio} controller
 * @param hugepageLimits the {@code hugetlb} controller
 * @param network the {@code net_cls} and {@code net_prio} controllers
 * @param rdma the {@code rdma} controller, by device
 * @param unified cgroup v2 files and what is written to them, unknown ones too
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#control-groups">config-linux.md: Control groups</a>
 */
public record OciResources(
        List<OciDeviceRule> devices,
        OciMemory memory,
        OciCpu cpu,
        OciPids pids,
        OciBlockIo blockIo,
        List<OciHugepageLimit> hugepageLimits,
        OciNetwork network,
        Map<String, OciRdma> rdma,
        Map<String, String> unified) {
    /** Nothing set. */
    public static final OciResources NONE = builder().build();

    public OciResources {
        devices = List.copyOf(devices);
        hugepageLimits = List.copyOf(hugepageLimits);
        rdma = Maps.copyInOrder(rdma);
        unified = Maps.copyInOrder(unified);
    }

    /**
     * These, and where {@code changes} sets one, that instead; device rules are replaced as a whole. Where {@code memory.limit} changes
     * without {@code memory.swap}, as much may be swapped as before: the sum moves along, and is none without a limit.
     */
    public OciResources with(OciResources changes) {
        return ResourceMerge.merge(this, changes);
    }

    /** A builder with nothing set but what has a default. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder with everything as it is here. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.devices = devices;
        builder.memory = memory;
        builder.cpu = cpu;
        builder.pids = pids;
        builder.blockIo = blockIo;
        builder.hugepageLimits = hugepageLimits;
        builder.network = network;
        builder.rdma = rdma;
        builder.unified = unified;
        return builder;
    }

    /** Collects what a {@link OciResources} is made of; its setters have the names of the record's components. */
    public static final class Builder {
        private List<OciDeviceRule> devices = List.of();
        private OciMemory memory = OciMemory.NONE;
        private OciCpu cpu = OciCpu.NONE;
        private OciPids pids = OciPids.NONE;
        private OciBlockIo blockIo = OciBlockIo.NONE;
        private List<OciHugepageLimit> hugepageLimits = List.of();
        private OciNetwork network = OciNetwork.NONE;
        private Map<String, OciRdma> rdma = Map.of();
        private Map<String, String> unified = Map.of();

        private Builder() {}

        /** Sets devices: which devices may be used, in the order in which the rules apply. */
        public Builder devices(List<OciDeviceRule> devices) {
            this.devices = devices;
            return this;
        }

        /** Sets memory: the {@code memory} controller. */
        public Builder memory(OciMemory memory) {
            this.memory = memory;
            return this;
        }

        /** Sets cpu: the {@code cpu} and {@code cpuset} controllers. */
        public Builder cpu(OciCpu cpu) {
            this.cpu = cpu;
            return this;
        }

        /** Sets pids: the {@code pids} controller. */
        public Builder pids(OciPids pids) {
            this.pids = pids;
            return this;
        }

        /** Sets blockIo: the {@code io} or {@code blkio} controller. */
        public Builder blockIo(OciBlockIo blockIo) {
            this.blockIo = blockIo;
            return this;
        }

        /** Sets hugepageLimits: the {@code hugetlb} controller. */
        public Builder hugepageLimits(List<OciHugepageLimit> hugepageLimits) {
            this.hugepageLimits = hugepageLimits;
            return this;
        }

        /** Sets network: the {@code net_cls} and {@code net_prio} controllers. */
        public Builder network(OciNetwork network) {
            this.network = network;
            return this;
        }

        /** Sets rdma: the {@code rdma} controller, by device. */
        public Builder rdma(Map<String, OciRdma> rdma) {
            this.rdma = rdma;
            return this;
        }

        /** Sets unified: cgroup v2 files and what is written to them, unknown ones too. */
        public Builder unified(Map<String, String> unified) {
            this.unified = unified;
            return this;
        }

        /** Sets memory.limit in bytes; -1 is no limit. */
        public Builder memoryLimit(long bytes) {
            return memory(memory.toBuilder().limit(bytes).build());
        }

        /** Sets pids.limit; -1 is no limit. */
        public Builder pidsLimit(long tasks) {
            return pids(new OciPids(OptionalLong.of(tasks)));
        }

        /** Sets cpu.quota and cpu.period in microseconds: half a CPU is {@code cpuQuota(50_000, 100_000)}. */
        public Builder cpuQuota(long quota, long period) {
            return cpu(cpu.toBuilder().quota(quota).period(period).build());
        }

        /** Sets one cgroup v2 file, such as {@code memory.high}. */
        public Builder unified(String file, String value) {
            Map<String, String> changed = new LinkedHashMap<>(unified);
            changed.put(file, value);
            unified = changed;
            return this;
        }

        /** The record; {@link OciConfig#validated()} checks it. */
        public OciResources build() {
            return new OciResources(devices, memory, cpu, pids, blockIo, hugepageLimits, network, rdma, unified);
        }
    }
}
