package io.jlinux.oci.spec;

import java.util.List;
import java.util.OptionalInt;

/**
 * The ids of the container's process, in the container's user namespace.
 *
 * @param uid 0 to 4294967294
 * @param gid 0 to 4294967294
 * @param umask 0 to 0777; absent leaves the runtime's
 * @param additionalGids each 0 to 4294967294; these and no others
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md#posix-platform-user">config.md: POSIX-platform User</a>
 */
public record OciUser(long uid, long gid, OptionalInt umask, List<Long> additionalGids) {
    /** Uid and gid 0. */
    public static final OciUser ROOT = OciUser.of(0, 0);

    public OciUser {
        additionalGids = List.copyOf(additionalGids);
    }

    /** A user without additional groups, and with the runtime's umask. */
    public static OciUser of(long uid, long gid) {
        return new OciUser(uid, gid, OptionalInt.empty(), List.of());
    }
}
