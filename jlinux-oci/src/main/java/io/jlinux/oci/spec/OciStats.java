package io.jlinux.oci.spec;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The statistics of a container. What the host does not count is empty.
 *
 * @param id the container
 * @param cpu processor time
 * @param memory memory
 * @param pids tasks
 * @param cpuset processors and memory nodes; empty where the container has no cpuset of its own on v1
 * @param blkio what was read from and written to block devices
 * @param hugetlb huge pages, by their size as the kernel writes it
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">Control Group v2</a>
 */
public record OciStats(
        String id,
        Cpu cpu,
        Memory memory,
        Pids pids,
        Optional<Cpuset> cpuset,
        List<BlockIo> blkio,
        Map<String, Hugetlb> hugetlb) {
    public OciStats {
        blkio = List.copyOf(blkio);
        hugetlb = Maps.copyInOrder(hugetlb);
    }

    /**
     * Processor time, in nanoseconds.
     *
     * @param total all of it
     * @param kernel of it in the kernel
     * @param user of it in user mode
     * @param perCpu on each processor; v1 only
     * @param perCpuKernel of it in the kernel; v1 only
     * @param perCpuUser of it in user mode; v1 only
     * @param periods periods of the quota in which something ran
     * @param throttledPeriods of them, those in which it was used up
     * @param throttledTime how long tasks were kept from running
     */
    public record Cpu(
            OptionalLong total,
            OptionalLong kernel,
            OptionalLong user,
            List<Long> perCpu,
            List<Long> perCpuKernel,
            List<Long> perCpuUser,
            OptionalLong periods,
            OptionalLong throttledPeriods,
            OptionalLong throttledTime) {
        public Cpu {
            perCpu = List.copyOf(perCpu);
            perCpuKernel = List.copyOf(perCpuKernel);
            perCpuUser = List.copyOf(perCpuUser);
        }
    }

    /**
     * One kind of memory, in bytes.
     *
     * @param limit the most there may be; empty for no limit
     * @param usage what there is
     * @param max the most there was
     * @param failures how often the limit was met
     */
    public record Amount(OptionalLong limit, OptionalLong usage, OptionalLong max, OptionalLong failures) {}

    /**
     * Memory.
     *
     * @param cache the page cache in bytes
     * @param usage memory
     * @param swap memory and swap together, as v1 counts
     * @param kernel memory of the kernel; v1 only
     * @param kernelTcp memory of TCP; v1 only
     * @param raw what the kernel counts besides, by its names
     * @param noLimit what the kernel has for no limit, as an unsigned number: on v1 it is not that of v2
     */
    public record Memory(
            OptionalLong cache,
            Amount usage,
            Amount swap,
            Optional<Amount> kernel,
            Optional<Amount> kernelTcp,
            Map<String, Long> raw,
            long noLimit) {
        public Memory {
            raw = Maps.copyInOrder(raw);
        }
    }

    /**
     * Processors and memory nodes, of v1.
     *
     * @param cpus the processors
     * @param mems the memory nodes
     * @param flags the numbers of its files, by their names without {@code cpuset.}
     */
    public record Cpuset(List<Long> cpus, List<Long> mems, Map<String, Long> flags) {
        public Cpuset {
            cpus = List.copyOf(cpus);
            mems = List.copyOf(mems);
            flags = Maps.copyInOrder(flags);
        }
    }

    /**
     * Tasks.
     *
     * @param current how many there are
     * @param limit how many there may be; empty for no limit
     */
    public record Pids(OptionalLong current, OptionalLong limit) {}

    /**
     * One number of one block device.
     *
     * @param operations whether it counts operations, and not bytes
     * @param major of the device
     * @param minor of the device
     * @param op {@code Read} or {@code Write}
     * @param value the number
     */
    public record BlockIo(boolean operations, long major, long minor, String op, long value) {}

    /**
     * Huge pages of one size.
     *
     * @param usage bytes in use
     * @param failures how often the limit was met
     */
    public record Hugetlb(OptionalLong usage, OptionalLong failures) {}

    /** A line of {@code runc events}: an event of type {@code stats}, with the same names and units. */
    public String toJson() {
        return new String(StatsWriter.write(this), StandardCharsets.UTF_8);
    }

    /** The line that {@code runc events} prints when processes of a container were killed for want of memory. */
    public static String outOfMemoryJson(String id) {
        return new String(StatsWriter.event("oom", id), StandardCharsets.UTF_8);
    }
}
