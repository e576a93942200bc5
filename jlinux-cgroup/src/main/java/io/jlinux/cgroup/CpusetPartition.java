package io.jlinux.cgroup;

import java.util.Locale;

/**
 * Whether a cgroup's processors are its own; {@code cpuset.cpus.partition}. v2 only.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#cpuset-interface-files">Cpuset interface files</a>
 */
public enum CpusetPartition {
    /** Shares the processors of the partition above. */
    MEMBER,
    /** Takes them away from the cgroup above, to a scheduling domain of its own. */
    ROOT,
    /** The same without load balancing: every task stays where it is put (Linux 6.0). */
    ISOLATED;

    /** As the file has it. */
    public String kernelName() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return kernelName();
    }
}
