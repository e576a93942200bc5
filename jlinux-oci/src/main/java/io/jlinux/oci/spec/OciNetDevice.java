package io.jlinux.oci.spec;

import java.util.Optional;

/**
 * A network device of the host that is moved into the container's network namespace.
 *
 * @param name its name in the container; absent keeps it
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#network-devices">config-linux.md: Network Devices</a>
 */
public record OciNetDevice(Optional<String> name) {}
