package io.jlinux.oci.spec;

/**
 * The offset of a clock in a new time namespace.
 *
 * @param seconds may be negative
 * @param nanoseconds 0 to 999999999, added to the seconds
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#offset-for-time-namespace">config-linux.md: Offset for Time Namespace</a>
 */
public record OciTimeOffset(long seconds, int nanoseconds) {}
