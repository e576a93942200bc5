package io.jlinux.oci.spec;

import io.jlinux.ns.Namespace;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The name of a kernel parameter, in its parts: {@code net.ipv4.ip_forward} or {@code net/ipv4/ip_forward}.
 *
 * <p>The first separator tells which one separates; the other one then stands for it inside a part, as in
 * {@code net.ipv4.conf.eth0/100.forwarding} for the interface {@code eth0.100}.
 *
 * @param parts directories and file below {@code /proc/sys}; none is empty, {@code .} or {@code ..}
 * @see <a href="https://man7.org/linux/man-pages/man8/sysctl.8.html">sysctl(8)</a>
 */
public record SysctlName(List<String> parts) {
    private static final Set<String> OF_IPC = Set.of(
            "kernel.msgmax",
            "kernel.msgmnb",
            "kernel.msgmni",
            "kernel.sem",
            "kernel.shmall",
            "kernel.shmmax",
            "kernel.shmmni",
            "kernel.shm_rmid_forced");

    public SysctlName {
        parts = List.copyOf(parts);
    }

    /** The parts of a name; empty when it is not one, or would lead out of {@code /proc/sys}. */
    public static Optional<SysctlName> parse(String name) {
        int slash = name.indexOf('/');
        int dot = name.indexOf('.');
        boolean bySlash = slash >= 0 && (dot < 0 || slash < dot);
        List<String> parts = List.of(bySlash ? name.split("/", -1) : name.split("\\.", -1));
        if (!bySlash) parts = parts.stream().map(part -> part.replace('/', '.')).toList();
        boolean valid = parts.size() > 1
                && parts.stream().noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
        return valid ? Optional.of(new SysctlName(parts)) : Optional.empty();
    }

    /** The file below {@code /proc/sys}, such as {@code net/ipv4/ip_forward}. */
    public String path() {
        return String.join("/", parts);
    }

    /**
     * The namespace that the parameter belongs to; empty for one of the whole machine, which a container must not
     * change, and for {@code kernel.hostname}, which the config's {@code hostname} sets.
     */
    public Optional<Namespace> namespace() {
        if (parts.get(0).equals("net")) return Optional.of(Namespace.NET);
        if (parts.get(0).equals("fs") && parts.get(1).equals("mqueue")) return Optional.of(Namespace.IPC);
        String dotted = String.join(".", parts);
        if (OF_IPC.contains(dotted)) return Optional.of(Namespace.IPC);
        return dotted.equals("kernel.domainname") ? Optional.of(Namespace.UTS) : Optional.empty();
    }
}
