package io.jlinux.oci.spec;

/**
 * A range of user or group ids of a user namespace, and what it is outside.
 *
 * @param containerId first id inside
 * @param hostId first id outside
 * @param size number of ids, at least 1
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#user-namespace-mappings">config-linux.md: User namespace mappings</a>
 */
public record OciIdMapping(long containerId, long hostId, long size) {

    /** Whether {@code id}, as seen inside, is in this range. */
    public boolean contains(long id) {
        return id >= containerId && id - containerId < size;
    }
}
