package io.jlinux.oci.spec;

/**
 * A limit of one resource of the process. Both limits are unsigned 64-bit numbers as their bits.
 *
 * @param type the resource
 * @param soft the limit in force, at most {@code hard}
 * @param hard the ceiling of the soft limit
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md#posix-process">config.md: POSIX process</a>
 */
public record OciRlimit(RlimitType type, long soft, long hard) {
    /** No limit: RLIM_INFINITY, 2^64 - 1. */
    public static final long UNLIMITED = -1L;

    /** The same soft and hard limit. */
    public static OciRlimit of(RlimitType type, long limit) {
        return new OciRlimit(type, limit, limit);
    }
}
