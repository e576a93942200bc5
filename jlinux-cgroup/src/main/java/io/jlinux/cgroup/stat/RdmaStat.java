package io.jlinux.cgroup.stat;

import java.util.OptionalLong;

/**
 * What a cgroup uses of one RDMA device; a line of {@code rdma.current}.
 *
 * @param handles open devices; {@code hca_handle}
 * @param objects queue pairs, memory regions and so on; {@code hca_object}
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#rdma-interface-files">RDMA interface files</a>
 */
public record RdmaStat(OptionalLong handles, OptionalLong objects) {}
