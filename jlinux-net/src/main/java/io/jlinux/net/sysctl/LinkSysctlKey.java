package io.jlinux.net.sysctl;

/**
 * A setting that each link has, typed. There are two more than links: {@link Sysctl#ALL} and {@link Sysctl#DEFAULT}.
 *
 * @param directory where the links are, such as {@code net.ipv4.conf}
 * @param name such as {@code rp_filter}
 * @param type how its value is written
 * @see <a href="https://docs.kernel.org/networking/ip-sysctl.html">IP sysctl, conf/interface</a>
 */
public record LinkSysctlKey<T>(String directory, String name, SysctlType<T> type) {
    /** Refuses a name that cannot be. */
    public LinkSysctlKey {
        SysctlPath.of(directory).child("link").child(name);
    }

    SysctlPath path(String link) {
        return SysctlPath.of(directory).child(link).child(name);
    }
}
