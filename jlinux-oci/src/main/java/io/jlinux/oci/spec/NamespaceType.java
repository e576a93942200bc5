package io.jlinux.oci.spec;

import java.util.Locale;

/**
 * A kind of namespace, as {@code config.json} names it.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#namespaces">config-linux.md: Namespaces</a>
 */
public enum NamespaceType implements JsonName {
    PID,
    NETWORK,
    MOUNT,
    IPC,
    UTS,
    USER,
    CGROUP,
    TIME;

    @Override
    public String jsonName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
