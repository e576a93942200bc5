package io.jlinux.benchmarks.report;

/** One path that contenders run: a benchmark class, named after it. */
enum Track {
    SPAWN_NOOP("SpawnNoop", "Spawn and wait, static no-op"),
    SPARSE_SPAWN_NOOP("SparseSpawnNoop", "The same, one launch after idle"),
    SPAWN_FROM_BIG_HEAP("SpawnFromBigHeap", "The same, from a process of 4 GiB"),
    SPAWN_FEATURES("SpawnFeatures", "Static no-op, with more asked for"),
    SPAWN_WITH_INIT("SpawnWithInit", "Static no-op in a pid namespace"),
    SPAWN_TRUE("SpawnTrue", "Spawn and wait, /bin/true"),
    SPARSE_SPAWN_TRUE("SparseSpawnTrue", "The same, one launch after idle"),
    SPAWN_FIVE_NAMESPACES("SpawnFiveNamespaces", "Spawn in 5 namespaces"),
    SPARSE_FIVE_NAMESPACES("SparseFiveNamespaces", "The same, one launch after idle"),
    SANDBOX_NOOP("SandboxNoop", "Sandbox.untrusted(), static no-op"),
    FULL_CONTAINER("FullContainer", "Full OCI container"),
    SPARSE_CONTAINER("SparseContainer", "The same, one launch after idle"),
    CGROUP_WRITE("CgroupWrite", "Write of a cgroup's limit"),
    NETWORK_VETH("NetworkVeth", "Creation of a veth pair"),
    NETWORK_CONNECT("NetworkConnect", "Two namespaces made, connected and asked"),
    NETWORK_CONTAINER("NetworkContainer", "A container attached to a bridge"),
    NETWORK_CONTAINER_AMONG_MANY("NetworkContainerAmongMany", "The same, to one with 900"),
    NETWORK_DUMP("NetworkDump", "Dump of 1001 links"),
    CGROUP_CREATE("CgroupCreate", "Create and delete of a cgroup"),
    CGROUP_STAT("CgroupStat", "Read of memory.stat, 7 numbers"),
    CGROUP_SAMPLE("CgroupSampling", "Sample of a whole cgroup"),
    SPARSE_CGROUP_JOIN("SparseCgroupJoin", "Spawn into a cgroup, after idle"),
    SECCOMP_ALLOWED("SeccompAllowed", "Allowed call under 300-call seccomp profile"),
    SECCOMP_ARGUMENT("SeccompArgument", "Call whose argument the profile looks at"),
    SECCOMP_REFUSED("SeccompRefused", "Call that the profile refuses"),
    SECCOMP_COMPILE("SeccompCompile", "Compiling the profile");

    final String className;
    final String title;

    Track(String className, String title) {
        this.className = className;
        this.title = title;
    }

    /** The track and what came before it: for a title that stands alone. */
    String fullTitle() {
        return switch (this) {
            case SPARSE_SPAWN_NOOP -> "Static no-op, after idle";
            case SPAWN_FROM_BIG_HEAP -> "Static no-op, from 4 GiB";
            case SPARSE_SPAWN_TRUE -> "/bin/true, after idle";
            case SPARSE_FIVE_NAMESPACES -> "5 namespaces, after idle";
            case NETWORK_CONTAINER_AMONG_MANY -> "A container attached to a bridge with 900";
            case SPARSE_CONTAINER -> "Full OCI container, after idle";
            default -> title;
        };
    }
}
