package io.jlinux.oci.run;

import io.jlinux.cgroup.CgroupLimits;
import io.jlinux.cgroup.Controller;
import io.jlinux.cgroup.CpuMax;
import io.jlinux.cgroup.RdmaMax;
import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.oci.spec.OciCpu;
import io.jlinux.oci.spec.OciHugepageLimit;
import io.jlinux.oci.spec.OciInterfacePriority;
import io.jlinux.oci.spec.OciMemory;
import io.jlinux.oci.spec.OciNetwork;
import io.jlinux.oci.spec.OciRdma;
import io.jlinux.oci.spec.OciResources;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/** Turns the resources of a config into limits: times, units and the meaning of -1 and 0. A pure function. */
final class CgroupPlanner {
    private static final String AT = "/linux/resources/";

    private final boolean update;
    private final List<RawLimit> raw = new ArrayList<>();
    private CgroupLimits limits = CgroupLimits.NONE;

    private CgroupPlanner(boolean update) {
        this.update = update;
    }

    /**
     * The limits.
     *
     * @param update whether they are for a cgroup that is there, in which defaults may have been changed before
     */
    static ResourceLimits plan(OciResources resources, boolean update) {
        return new CgroupPlanner(update).plan(resources);
    }

    private ResourceLimits plan(OciResources r) {
        add("memory", l -> memory(l, r.memory()));
        add("cpu", l -> cpu(l, r.cpu()));
        OptionalLong pids = r.pids().limit();
        if (pids.isPresent()) add("pids", l -> l.pidsMax(unlimited(pids.getAsLong())));
        add("blockIO", l -> BlockIoPlanner.throttles(l, r.blockIo()));
        add("hugepageLimits", l -> hugePages(l, r.hugepageLimits()));
        add("network", l -> network(l, r.network()));
        add("rdma", l -> rdma(l, r.rdma()));
        add("unified", l -> unified(l, r.unified()));
        memory(r.memory());
        cpu(r.cpu());
        raw.addAll(BlockIoPlanner.weights(r.blockIo()));
        return new ResourceLimits(limits, raw);
    }

    /** A value that the kernel would refuse is an error of the config, at its place there. */
    private void add(String resource, UnaryOperator<CgroupLimits> part) {
        try {
            limits = part.apply(limits);
        } catch (OciConfigException e) {
            throw e;
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new OciConfigException(AT + resource, String.valueOf(e.getMessage()));
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
        if (limit < 0) throw new OciConfigException(AT + "memory/swap", "needs a memory limit, of which it is the sum");
        if (both < limit) {
            throw new OciConfigException(
                    AT + "memory/swap",
                    "is memory and swap together, so at least the memory limit " + limit + ", is " + both);
        }
        return both - limit;
    }

    /** What only v1 has. */
    private void memory(OciMemory memory) {
        String at = AT + "memory/";
        long kernel = memory.kernel().orElse(-1);
        if (kernel >= 0 || (update && memory.kernel().isPresent())) {
            raw.add(RawLimit.onV1(
                    at + "kernel",
                    Controller.MEMORY,
                    Long.toString(kernel),
                    "kernel memory is a part of memory, and has no limit of its own any more",
                    "memory.kmem.limit_in_bytes"));
        }
        long tcp = memory.kernelTcp().orElse(-1);
        if (tcp >= 0 || (update && memory.kernelTcp().isPresent())) {
            raw.add(RawLimit.onV1(
                    at + "kernelTCP",
                    Controller.MEMORY,
                    Long.toString(tcp),
                    "TCP buffers are a part of memory, and have no limit of their own",
                    "memory.kmem.tcp.limit_in_bytes"));
        }
        if (memory.swappiness().isPresent()) {
            raw.add(RawLimit.onV1(
                    at + "swappiness",
                    Controller.MEMORY,
                    Integer.toString(memory.swappiness().getAsInt()),
                    "swappiness of a cgroup is only in v1, and not in every kernel",
                    "memory.swappiness"));
        }
        boolean disable = memory.disableOomKiller().orElse(false);
        if (disable || (update && memory.disableOomKiller().isPresent())) {
            List<RawLimit.Write> v1 = List.of(new RawLimit.Write("memory.oom_control", disable ? "1" : "0"));
            String lacking = disable ? "only cgroup v1 can do without the OOM killer" : "";
            raw.add(new RawLimit(at + "disableOOMKiller", Controller.MEMORY, v1, List.of(), lacking));
        }
    }

    private CgroupLimits cpu(CgroupLimits limits, OciCpu cpu) {
        CgroupLimits l = limits;
        if (cpu.shares().isPresent()) l = l.cpuShares(cpu.shares().getAsLong());
        if (cpu.quota().isPresent() || cpu.period().isPresent()) {
            long period = cpu.period().orElse(0);
            long quota = cpu.quota().orElse(-1);
            l = l.cpuMax(new CpuMax(
                    quota > 0 ? Optional.of(micros(quota)) : Optional.empty(),
                    period > 0 ? micros(period) : CpuMax.DEFAULT_PERIOD));
        }
        // a burst and idle of 0 are what every cgroup begins with, also where the kernel does not know the file
        if (cpu.burst().isPresent() && (update || cpu.burst().getAsLong() > 0))
            l = l.cpuMaxBurst(micros(cpu.burst().getAsLong()));
        if (cpu.cpus().isPresent()) l = l.cpusetCpus(cpu.cpus().get());
        if (cpu.mems().isPresent()) l = l.cpusetMems(cpu.mems().get());
        if (cpu.idle().isPresent() && (update || cpu.idle().getAsInt() == 1))
            l = l.cpuIdle(cpu.idle().getAsInt() == 1);
        return l;
    }

    /** Real-time limits, which only v1 has; the period first, since the runtime must fit in. */
    private void cpu(OciCpu cpu) {
        String lacking = "only cgroup v1 limits real-time tasks, and only of a kernel with CONFIG_RT_GROUP_SCHED";
        cpu.realtimePeriod().ifPresent(micros -> {
            realtime("realtimePeriod", micros, lacking, "cpu.rt_period_us");
        });
        cpu.realtimeRuntime().ifPresent(micros -> {
            // where nothing limits them, real-time tasks of a cgroup have no time to be taken away
            String without = micros == 0 ? "" : lacking;
            if (micros != 0 || update) realtime("realtimeRuntime", micros, without, "cpu.rt_runtime_us");
        });
    }

    private void realtime(String name, long micros, String lacking, String file) {
        raw.add(RawLimit.onV1(AT + "cpu/" + name, Controller.CPU, Long.toString(micros), lacking, file));
    }

    /** What may be used, and where the kernel can (Linux 5.7), what may be reserved: that fails early, and not by SIGBUS. */
    private CgroupLimits hugePages(CgroupLimits limits, List<OciHugepageLimit> pages) {
        CgroupLimits l = limits;
        for (int i = 0; i < pages.size(); i++) {
            String size = pages.get(i).pageSize();
            long bytes = pages.get(i).limit() < 0
                    ? CgroupLimits.UNLIMITED
                    : pages.get(i).limit();
            l = l.hugetlbMax(size, bytes);
            String text = bytes == CgroupLimits.UNLIMITED ? "max" : Long.toString(bytes);
            String v1Text = bytes == CgroupLimits.UNLIMITED ? "-1" : text;
            raw.add(new RawLimit(
                    AT + "hugepageLimits/" + i,
                    Controller.HUGETLB,
                    List.of(new RawLimit.Write("hugetlb." + size + ".rsvd.limit_in_bytes", v1Text)),
                    List.of(new RawLimit.Write("hugetlb." + size + ".rsvd.max", text)),
                    ""));
        }
        return l;
    }

    private static CgroupLimits network(CgroupLimits limits, OciNetwork network) {
        CgroupLimits l = limits;
        if (network.classId().isPresent()) l = l.netClass(network.classId().getAsLong());
        for (OciInterfacePriority p : network.priorities()) l = l.netPriority(p.name(), p.priority());
        return l;
    }

    private static CgroupLimits rdma(CgroupLimits limits, Map<String, OciRdma> devices) {
        CgroupLimits l = limits;
        for (Map.Entry<String, OciRdma> device : devices.entrySet()) {
            OciRdma max = device.getValue();
            l = l.rdmaMax(device.getKey(), new RdmaMax(rdma(max.hcaHandles()), rdma(max.hcaObjects())));
        }
        return l;
    }

    private static long rdma(OptionalLong count) {
        long n = count.orElse(CgroupLimits.UNLIMITED);
        return n > Integer.MAX_VALUE ? CgroupLimits.UNLIMITED : n;
    }

    /** A file's lines are written one after the other: the kernel takes only one in a write. */
    private CgroupLimits unified(CgroupLimits limits, Map<String, String> files) {
        CgroupLimits l = limits;
        for (Map.Entry<String, String> file : files.entrySet()) {
            String name = file.getKey();
            List<String> lines = file.getValue().strip().lines().toList();
            if (lines.size() <= 1) {
                l = l.unified(name, file.getValue().strip());
                continue;
            }
            Controller controller = Controller.ofFile(name)
                    .orElseThrow(() -> new IllegalArgumentException("of no known controller: " + name));
            for (String line : lines) {
                raw.add(new RawLimit(
                        AT + "unified/" + name,
                        controller,
                        List.of(),
                        List.of(new RawLimit.Write(name, line)),
                        "it is a file of cgroup v2"));
            }
        }
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
