package io.jlinux.net.sysctl;

/**
 * A setting of a namespace, typed.
 *
 * @param name as {@code sysctl} knows it, such as {@code net.ipv4.ip_forward}
 * @param type how its value is written
 * @see <a href="https://docs.kernel.org/networking/ip-sysctl.html">IP sysctl</a>
 */
public record SysctlKey<T>(String name, SysctlType<T> type) {
    /** Refuses a name that cannot be. */
    public SysctlKey {
        SysctlPath.of(name);
    }
}
