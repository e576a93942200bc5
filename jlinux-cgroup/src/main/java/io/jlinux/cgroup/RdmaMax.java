package io.jlinux.cgroup;

/**
 * How much of one RDMA device a cgroup may use; {@code rdma.max}. A value.
 *
 * @param handles open devices, 0 to 2147483647, or {@link CgroupLimits#UNLIMITED}
 * @param objects queue pairs, memory regions and so on, in the same range
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#rdma-interface-files">RDMA interface files</a>
 */
public record RdmaMax(long handles, long objects) {
    public RdmaMax {
        LimitRange.check("handles", handles, 0, Integer.MAX_VALUE);
        LimitRange.check("objects", objects, 0, Integer.MAX_VALUE);
    }

    /** As the file has it, without the device. */
    @Override
    public String toString() {
        return "hca_handle=" + LimitText.of(handles, false) + " hca_object=" + LimitText.of(objects, false);
    }
}
