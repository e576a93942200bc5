package io.jlinux.oci.spec;

import java.util.List;
import java.util.Optional;

/**
 * The NUMA memory policy of the process.
 *
 * @param mode the policy
 * @param nodes node list ({@code 0-3,7}); required by some modes, forbidden by others
 * @param flags flags of the mode
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#memory-policy">config-linux.md: Memory policy</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/set_mempolicy.2.html">set_mempolicy(2)</a>
 */
public record OciMemoryPolicy(Mode mode, Optional<String> nodes, List<Flag> flags) {

    public OciMemoryPolicy {
        flags = List.copyOf(flags);
    }

    /** A policy, {@code MPOL_…}. */
    public enum Mode implements JsonName {
        DEFAULT,
        BIND,
        INTERLEAVE,
        WEIGHTED_INTERLEAVE,
        PREFERRED,
        PREFERRED_MANY,
        LOCAL;

        @Override
        public String jsonName() {
            return "MPOL_" + name();
        }
    }

    /** A flag, {@code MPOL_F_…}. */
    public enum Flag implements JsonName {
        NUMA_BALANCING,
        RELATIVE_NODES,
        STATIC_NODES;

        @Override
        public String jsonName() {
            return "MPOL_F_" + name();
        }
    }
}
