package io.jlinux.oci.spec;

import java.util.Optional;

/**
 * A network device of the host that is moved into the container's network namespace.
 *
 * @param name its name in the container, or a {@linkplain #isTemplate template} of one, such as {@code eth%d}; absent keeps it
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#network-devices">config-linux.md: Network Devices</a>
 */
public record OciNetDevice(Optional<String> name) {
    private static final String NUMBER = "%d";

    /** Whether it ends in {@code %d}, for the first number that no other device of the namespace has. */
    public static boolean isTemplate(String name) {
        return name.endsWith(NUMBER) && LinuxReader.isInterfaceName(prefix(name));
    }

    /** A template without its end. */
    public static String prefix(String template) {
        return template.substring(0, template.length() - NUMBER.length());
    }
}
