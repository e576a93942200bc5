package io.jlinux.cgroup;

/** The typed limits, in the order in which they are written. */
enum Limit {
    CPUSET_CPUS("cpuset.cpus"),
    CPUSET_MEMS("cpuset.mems"),
    CPU_WEIGHT("cpu.weight"),
    /** The same file of v2, given on the scale of v1. */
    CPU_SHARES("cpu.weight"),
    CPU_MAX("cpu.max"),
    MEMORY_MAX("memory.max"),
    MEMORY_HIGH("memory.high"),
    MEMORY_LOW("memory.low"),
    MEMORY_MIN("memory.min"),
    MEMORY_SWAP_MAX("memory.swap.max"),
    IO_WEIGHT("io.weight"),
    PIDS_MAX("pids.max");

    final String file;
    final Controller controller;

    Limit(String file) {
        this.file = file;
        this.controller = Controller.ofFile(file).orElseThrow();
    }
}
