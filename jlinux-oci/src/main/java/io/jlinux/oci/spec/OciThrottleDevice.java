package io.jlinux.oci.spec;

/**
 * A rate limit for one device.
 *
 * @param major the device's major number
 * @param minor the device's minor number
 * @param rate bytes or operations per second: an unsigned 64-bit number as its bits
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#block-io">config-linux.md: Block IO</a>
 */
public record OciThrottleDevice(long major, long minor, long rate) {}
