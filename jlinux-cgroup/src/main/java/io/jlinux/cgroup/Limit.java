package io.jlinux.cgroup;

/** The typed limits, in the order in which they are written. In a file's name {@code *} stands for the limit's key. */
enum Limit {
    CPUSET_CPUS("cpuset.cpus"),
    CPUSET_MEMS("cpuset.mems"),
    CPUSET_EXCLUSIVE("cpuset.cpus.exclusive"),
    CPUSET_PARTITION("cpuset.cpus.partition"),
    CPU_IDLE("cpu.idle"),
    CPU_WEIGHT("cpu.weight"),
    /** The same file of v2, given on the scale of v1. */
    CPU_SHARES("cpu.weight"),
    CPU_NICE("cpu.weight.nice"),
    CPU_MAX("cpu.max"),
    CPU_BURST("cpu.max.burst"),
    CPU_UCLAMP_MIN("cpu.uclamp.min"),
    CPU_UCLAMP_MAX("cpu.uclamp.max"),
    MEMORY_MAX("memory.max"),
    MEMORY_HIGH("memory.high"),
    MEMORY_LOW("memory.low"),
    MEMORY_MIN("memory.min"),
    MEMORY_SWAP_MAX("memory.swap.max"),
    MEMORY_SWAP_HIGH("memory.swap.high"),
    MEMORY_ZSWAP_MAX("memory.zswap.max"),
    MEMORY_OOM_GROUP("memory.oom.group"),
    /** The key is a device, or empty for all that have no weight of their own. */
    IO_WEIGHT("io.weight"),
    IO_BFQ_WEIGHT("io.bfq.weight"),
    IO_MAX("io.max"),
    IO_LATENCY("io.latency"),
    PIDS_MAX("pids.max"),
    HUGETLB_MAX("hugetlb.*.max"),
    HUGETLB_RESERVED_MAX("hugetlb.*.rsvd.max"),
    RDMA_MAX("rdma.max"),
    MISC_MAX("misc.max"),
    DMEM_MAX("dmem.max"),
    DMEM_LOW("dmem.low"),
    DMEM_MIN("dmem.min"),
    MAX_DEPTH("cgroup.max.depth"),
    MAX_DESCENDANTS("cgroup.max.descendants"),
    PRESSURE("cgroup.pressure"),
    NET_CLASS("net_cls.classid"),
    NET_PRIORITY("net_prio.ifpriomap");

    private final String pattern;
    final Controller controller;

    Limit(String pattern) {
        this.pattern = pattern;
        this.controller = Controller.ofFile(pattern).orElseThrow();
    }

    /** The file of v2 (of v1 for what only that has). */
    String file(String key) {
        return pattern.replace("*", key);
    }

    /** Whether the value is an amount of memory. */
    boolean isBytes() {
        return switch (controller) {
            case MEMORY -> this != MEMORY_OOM_GROUP;
            case HUGETLB, DMEM -> true;
            default -> false;
        };
    }

    /**
     * One limit: its kind, and which of several it is where there may be several, such as a device.
     *
     * @param key empty where there is one only
     */
    record Key(Limit limit, String key) implements Comparable<Key> {
        String file() {
            return limit.file(key);
        }

        /** Whether the key is the first word of the value that is written. */
        boolean isLine() {
            return !key.isEmpty() && !limit.pattern.contains("*");
        }

        @Override
        public int compareTo(Key other) {
            int byLimit = limit.compareTo(other.limit);
            return byLimit != 0 ? byLimit : key.compareTo(other.key);
        }
    }
}
