package io.jlinux.oci.spec;

import java.util.List;
import java.util.OptionalLong;

/**
 * Limits of the {@code net_cls} and {@code net_prio} controllers (cgroup v1 only).
 *
 * @param classId the class that the container's packets are tagged with
 * @param priorities priorities per interface
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#network">config-linux.md: Network</a>
 */
public record OciNetwork(OptionalLong classId, List<OciInterfacePriority> priorities) {
    /** Nothing set. */
    public static final OciNetwork NONE = new OciNetwork(OptionalLong.empty(), List.of());

    public OciNetwork {
        priorities = List.copyOf(priorities);
    }
}
