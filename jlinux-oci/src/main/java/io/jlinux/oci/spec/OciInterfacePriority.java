package io.jlinux.oci.spec;

/**
 * The priority of the container's traffic that leaves by one interface.
 *
 * @param name an interface of the runtime's network namespace
 * @param priority 0 to 4294967295
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#network">config-linux.md: Network</a>
 */
public record OciInterfacePriority(String name, long priority) {}
