package io.jlinux.oci.spec;

import java.util.OptionalInt;

/**
 * The share of I/O on one device; at least one of the weights is there.
 *
 * @param major the device's major number
 * @param minor the device's minor number
 * @param weight 10 to 1000
 * @param leafWeight 10 to 1000; cgroup v1 with the CFQ scheduler only
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#block-io">config-linux.md: Block IO</a>
 */
public record OciWeightDevice(long major, long minor, OptionalInt weight, OptionalInt leafWeight) {}
