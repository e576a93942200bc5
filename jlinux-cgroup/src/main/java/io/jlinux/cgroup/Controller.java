package io.jlinux.cgroup;

import java.util.Optional;

/**
 * A cgroup controller: the part of the kernel behind a kind of limit.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#controllers">Controllers</a>
 */
public enum Controller {
    MEMORY("memory"),
    /** Weight and quota of processor time. */
    CPU("cpu"),
    /** On which processors and memory nodes tasks run. */
    CPUSET("cpuset"),
    /** Block devices; v1 calls it {@code blkio}. */
    IO("io", "blkio"),
    /** The number of tasks. */
    PIDS("pids"),
    HUGETLB("hugetlb"),
    RDMA("rdma"),
    /** Scarce things counted by name, such as encryption ids. */
    MISC("misc"),
    /** Device memory, from Linux 6.14. */
    DMEM("dmem"),
    PERF_EVENT("perf_event"),
    /** v1 only: which devices may be opened. On v2 that is a BPF program. */
    DEVICES("", "devices"),
    /** v1 only; v2 freezes without a controller. */
    FREEZER("", "freezer"),
    /** v1 only; v2 counts processor time without a controller. */
    CPUACCT("", "cpuacct"),
    /** v1 only. */
    NET_CLS("", "net_cls"),
    /** v1 only. */
    NET_PRIO("", "net_prio"),
    /** No controller: the {@code cgroup.…} files, which every cgroup of v2 has. */
    CORE("cgroup", "");

    private final String v2Name;
    private final String v1Name;

    Controller(String name) {
        this(name, name);
    }

    Controller(String v2Name, String v1Name) {
        this.v2Name = v2Name;
        this.v1Name = v1Name;
    }

    /** The name of v2, where the files are named after it; empty for what only v1 has. */
    public String v2Name() {
        return v2Name;
    }

    /** The name of v1; empty for what only v2 has. */
    public String v1Name() {
        return v1Name;
    }

    /** The name that people use: that of v2, or of v1 where v2 has none. */
    public String kernelName() {
        return v2Name.isEmpty() ? v1Name : v2Name;
    }

    /** The controller with this name, of v2 or v1; empty for one that is not in the list. */
    public static Optional<Controller> named(String name) {
        for (Controller c : values()) {
            if (!name.isEmpty() && (name.equals(c.v2Name) || name.equals(c.v1Name))) return Optional.of(c);
        }
        return Optional.empty();
    }

    /**
     * The controller that a control file belongs to, by the part before its first dot: {@link #MEMORY} for {@code
     * memory.max}.
     */
    public static Optional<Controller> ofFile(String file) {
        int dot = file.indexOf('.');
        return named(dot < 0 ? file : file.substring(0, dot));
    }
}
