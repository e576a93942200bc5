package io.jlinux.net.sysctl;

import io.jlinux.net.Network;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.ns.NetworkVisit;
import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.KernelFile;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a network namespace ({@code /proc/sys/net}), read and written as the kernel has them at the moment of each call.
 *
 * <p>Holds nothing; thread-safe. It needs {@code /proc}, and to write {@code CAP_NET_ADMIN} in the user namespace that owns the network
 * namespace: rootless it works where one has made both.
 *
 * <pre>{@code
 * Sysctl sysctl = Sysctl.in(box);
 * sysctl.set(Ipv4Sysctls.FORWARD, true);
 * sysctl.set(Ipv4Sysctls.RP_FILTER, Sysctl.ALL, ReversePath.LOOSE);
 * sysctl.set("net.ipv4.conf.eth0/5.arp_ignore", "1");       // of the link eth0.5
 * }</pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/sysctl.8.html">sysctl(8)</a>
 */
public final class Sysctl {
    /** In the place of a link: all of them, together with the setting of each; see the kernel's text for how. */
    public static final String ALL = "all";

    /** In the place of a link: those that are made from now on. */
    public static final String DEFAULT = "default";

    private static final int O_WRONLY = 1;

    private final @Nullable NamespaceHandle namespace;

    private Sysctl(@Nullable NamespaceHandle namespace) {
        this.namespace = namespace;
    }

    /** Those of the namespace that the calling thread is in at the time of each call. */
    public static Sysctl here() {
        return new Sysctl(null);
    }

    /** Those of a namespace, as long as its handle is open. */
    public static Sysctl in(NamespaceHandle namespace) {
        return new Sysctl(Network.requireNetwork(namespace));
    }

    /**
     * Reads a setting.
     *
     * @throws LinuxException {@code ENOENT} where the kernel has none such, {@code EBADMSG} for a value that is none of its type
     */
    public <T> T get(SysctlKey<T> key) throws LinuxException {
        return key.type().parse(read(SysctlPath.of(key.name())), key.name());
    }

    /**
     * Reads a setting of a link.
     *
     * @param link its name, {@link #ALL} or {@link #DEFAULT}
     * @throws LinuxException {@code ENOENT} where there is no such link, or the kernel has none such
     */
    public <T> T get(LinkSysctlKey<T> key, String link) throws LinuxException {
        SysctlPath path = key.path(link);
        return key.type().parse(read(path), path.key());
    }

    /**
     * Reads a setting by its key, without white space around it.
     *
     * @param key with dots or with slashes; of the two the first is what stands between names: {@code net.ipv4.conf.eth0/5.forwarding}
     *     is of the link eth0.5, as is {@code net/ipv4/conf/eth0.5/forwarding}
     * @throws LinuxException {@code ENOENT} where the kernel has none such
     */
    public String get(String key) throws LinuxException {
        return read(SysctlPath.of(key));
    }

    /** Reads a setting; empty where the kernel, or for now its module, does not have it. */
    public <T> Optional<T> find(SysctlKey<T> key) throws LinuxException {
        try {
            return Optional.of(get(key));
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT) return Optional.empty();
            throw e;
        }
    }

    /**
     * Writes a setting.
     *
     * @throws IllegalArgumentException for a value that it cannot have, before anything happens
     * @throws LinuxException {@code ENOENT} where the kernel has none such, {@code EACCES} or {@code EPERM} without the right, or for
     *     one that can only be read here, {@code EROFS} where {@code /proc/sys} is mounted read-only, {@code EINVAL} for a value that the
     *     kernel does not take
     */
    public <T> void set(SysctlKey<T> key, T value) throws LinuxException {
        write(SysctlPath.of(key.name()), key.type().format(value));
    }

    /**
     * Writes a setting of a link; errors as above.
     *
     * @param link its name, {@link #ALL} or {@link #DEFAULT}
     */
    public <T> void set(LinkSysctlKey<T> key, String link, T value) throws LinuxException {
        write(key.path(link), key.type().format(value));
    }

    /** Writes a setting by its key; errors as above. */
    public void set(String key, String value) throws LinuxException {
        write(SysctlPath.of(key), SysctlType.TEXT.format(value));
    }

    /**
     * All settings below a key, such as {@code net.ipv4.conf.eth0}, by their keys with dots; without those that cannot be read.
     *
     * @throws LinuxException {@code ENOENT} where there is nothing of that name
     */
    public Map<String, String> list(String key) throws LinuxException {
        SysctlPath path = SysctlPath.of(key);
        return inside(() -> {
            Map<String, String> found = new TreeMap<>();
            collect(path, found);
            return found;
        });
    }

    private static void collect(SysctlPath path, Map<String, String> found) throws LinuxException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path.file())) {
            for (Path entry : entries) {
                SysctlPath child = path.child(entry.getFileName().toString());
                if (Files.isDirectory(entry)) collect(child, found);
                else addReadable(child, found);
            }
        } catch (LinuxException e) {
            throw e;
        } catch (IOException e) {
            if (!Files.exists(path.file())) throw explained("read sysctl", path, Errno.ENOENT.number());
            addReadable(path, found); // a file, and no directory
        }
    }

    /** One may be for writing only, or go away with its link meanwhile. */
    private static void addReadable(SysctlPath path, Map<String, String> found) {
        try {
            found.put(path.key(), KernelFile.read(path.file()).strip());
        } catch (LinuxException e) {
            found.remove(path.key());
        }
    }

    private String read(SysctlPath path) throws LinuxException {
        try {
            return visit(() -> KernelFile.read(path.file())).strip();
        } catch (LinuxException e) {
            throw explained("read sysctl", path, e);
        }
    }

    private void write(SysctlPath path, String value) throws LinuxException {
        try {
            visit(() -> {
                try (Fd fd = Fd.open(path.file(), O_WRONLY)) {
                    // without a newline: of "1\n" for net.ipv6.conf.all.forwarding Linux 6.1 says that it took one byte
                    fd.write(value.isEmpty() ? "\n" : value);
                }
                return value;
            });
        } catch (LinuxException e) {
            throw explained("set sysctl to '" + value + "'", path, e);
        }
    }

    private interface Inside<T> {
        T call() throws LinuxException;
    }

    /** For what is done in no time. */
    private <T> T visit(Inside<T> action) throws LinuxException {
        return namespace == null ? action.call() : NetworkVisit.call(namespace, action::call);
    }

    private <T> T inside(Inside<T> action) throws LinuxException {
        return namespace == null ? action.call() : namespace.<T, LinuxException>call(action::call);
    }

    /** What went wrong on the way into the namespace is told as it is. */
    private static LinuxException explained(String operation, SysctlPath path, LinuxException e) {
        if (!e.target().equals(path.file().toString())) return e;
        LinuxException better = explained(operation, path, e.rawErrno());
        better.initCause(e);
        return better;
    }

    private static LinuxException explained(String operation, SysctlPath path, int errno) {
        return new LinuxException(operation, path.key(), errno, null, hint(path, Errno.of(errno)));
    }

    private static @Nullable String hint(SysctlPath path, Errno errno) {
        return switch (errno) {
            case ENOENT -> absent(path);
            case EACCES, EPERM ->
                "this needs CAP_NET_ADMIN in the user namespace that owns the network namespace; some settings can"
                        + " only be read outside of the first network namespace";
            case EROFS ->
                "/proc/sys is mounted read-only, as in a container; whoever made that can set it from outside";
            case EINVAL -> "the kernel does not take this value; see the kernel's documentation of " + path.key();
            default -> null;
        };
    }

    private static String absent(SysctlPath path) {
        String key = path.key();
        if (key.startsWith("net.bridge.")) return "the module br_netfilter is not loaded: modprobe br_netfilter";
        if (key.contains("nf_conntrack")) {
            return "the module nf_conntrack is not loaded, or knows no connections in this namespace";
        }
        if (key.startsWith("net.ipv6.") && !Files.exists(Path.of("/proc/sys/net/ipv6"))) {
            return "this kernel has no IPv6";
        }
        boolean ofLink = key.contains(".conf.") || key.contains(".neigh.");
        return ofLink
                ? "there is no such link in this network namespace, or this kernel has no such setting"
                : "this kernel has no such setting, or its module is not loaded, or it is one of the first network"
                        + " namespace only";
    }
}
