package io.jlinux.oci.spec;

import java.util.OptionalLong;

/**
 * Limits of the {@code pids} controller.
 *
 * @param limit the most tasks; 0 is a limit, -1 is none, absent leaves it alone
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#pids">config-linux.md: PIDs</a>
 */
public record OciPids(OptionalLong limit) {
    /** Nothing set. */
    public static final OciPids NONE = new OciPids(OptionalLong.empty());
}
