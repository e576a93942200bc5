package io.jlinux.oci.spec;

import java.util.List;
import java.util.OptionalInt;

/**
 * Limits of the {@code blkio} (v1) or {@code io} (v2) controller. A weight of 0 is an absent one, as in runc.
 *
 * @param weight 10 to 1000, for all devices without a weight of their own
 * @param leafWeight 10 to 1000; cgroup v1 with the CFQ scheduler only
 * @param weightDevice weights per device
 * @param throttleReadBpsDevice bytes per second
 * @param throttleWriteBpsDevice bytes per second
 * @param throttleReadIopsDevice operations per second
 * @param throttleWriteIopsDevice operations per second
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#block-io">config-linux.md: Block IO</a>
 */
public record OciBlockIo(
        OptionalInt weight,
        OptionalInt leafWeight,
        List<OciWeightDevice> weightDevice,
        List<OciThrottleDevice> throttleReadBpsDevice,
        List<OciThrottleDevice> throttleWriteBpsDevice,
        List<OciThrottleDevice> throttleReadIopsDevice,
        List<OciThrottleDevice> throttleWriteIopsDevice) {
    /** Nothing set. */
    public static final OciBlockIo NONE = new OciBlockIo(
            OptionalInt.empty(), OptionalInt.empty(), List.of(), List.of(), List.of(), List.of(), List.of());

    public OciBlockIo {
        weight = NotSet.zero(weight);
        leafWeight = NotSet.zero(leafWeight);
        weightDevice = List.copyOf(weightDevice);
        throttleReadBpsDevice = List.copyOf(throttleReadBpsDevice);
        throttleWriteBpsDevice = List.copyOf(throttleWriteBpsDevice);
        throttleReadIopsDevice = List.copyOf(throttleReadIopsDevice);
        throttleWriteIopsDevice = List.copyOf(throttleWriteIopsDevice);
    }
}
