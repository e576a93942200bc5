package io.jlinux.net.ipam;

import io.jlinux.net.Network;
import io.jlinux.net.state.Boot;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.ProcessIdentity;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * For whom an address is leased: when that is gone, the address is free. A value.
 *
 * <p>A lease ends with the boot that it was made in. Within it, it is held as long as the process runs, or the network
 * namespace exists: either is enough, so that a container keeps its address when the JVM that started it has ended.
 *
 * @param boot {@code /proc/sys/kernel/random/boot_id}
 * @param namespace the inode number of a network namespace; empty where only a process holds it
 * @param cookie of that namespace, {@link Network#cookie()}: an inode number comes to mean another namespace, the cookie does not; empty
 *     before Linux 5.14, and in what was written down without it
 * @param pid of a process; empty where only a namespace holds it
 * @param startTime of that process, in clock ticks since boot: a pid comes to mean another process, both together do not
 * @see <a href="https://man7.org/linux/man-pages/man7/network_namespaces.7.html">network_namespaces(7)</a>
 */
public record LeaseOwner(
        String boot, OptionalLong namespace, OptionalLong cookie, OptionalLong pid, OptionalLong startTime) {
    private static final String BOOT = "boot";
    private static final String NAMESPACE = "namespace";
    private static final String COOKIE = "cookie";
    private static final String PID = "pid";
    private static final String START = "start";

    /** This JVM: the lease ends with it, if not before. */
    public static LeaseOwner current() throws LinuxException {
        return of(OptionalLong.empty(), OptionalLong.empty(), Optional.of(ProcessIdentity.current()));
    }

    /**
     * A process.
     *
     * @throws LinuxException {@code ESRCH} when there is none with this pid
     */
    public static LeaseOwner process(long pid) throws LinuxException {
        Optional<ProcessIdentity> process = ProcessIdentity.of(pid);
        if (process.isEmpty()) throw new LinuxException("lease for", "pid " + pid, Errno.ESRCH.number());
        return of(OptionalLong.empty(), OptionalLong.empty(), process);
    }

    /** A network namespace, and this JVM as long as it runs: it may yet open the namespace to others. */
    public static LeaseOwner namespace(NamespaceHandle handle) throws LinuxException {
        try (Network network = Network.in(handle)) {
            return namespace(handle, network);
        }
    }

    /** As {@link #namespace(NamespaceHandle)}, of a namespace whose network is open already. */
    public static LeaseOwner namespace(NamespaceHandle handle, Network network) throws LinuxException {
        long id = Network.requireNetwork(handle).id();
        return of(OptionalLong.of(id), network.cookie(), Optional.of(ProcessIdentity.current()));
    }

    private static LeaseOwner of(OptionalLong namespace, OptionalLong cookie, Optional<ProcessIdentity> process)
            throws LinuxException {
        return new LeaseOwner(
                Boot.current().id(),
                namespace,
                cookie,
                process.isEmpty()
                        ? OptionalLong.empty()
                        : OptionalLong.of(process.get().pid()),
                process.isEmpty()
                        ? OptionalLong.empty()
                        : OptionalLong.of(process.get().startTime()));
    }

    /** The same namespace without a process: from now on the lease ends with the namespace, whoever runs. */
    public LeaseOwner withoutProcess() {
        if (namespace.isEmpty()) throw new IllegalStateException("a lease that nothing would hold");
        return new LeaseOwner(boot, namespace, cookie, OptionalLong.empty(), OptionalLong.empty());
    }

    Map<String, String> write() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put(BOOT, boot);
        namespace.ifPresent(n -> values.put(NAMESPACE, Long.toString(n)));
        cookie.ifPresent(n -> values.put(COOKIE, Long.toUnsignedString(n)));
        pid.ifPresent(n -> values.put(PID, Long.toString(n)));
        startTime.ifPresent(n -> values.put(START, Long.toString(n)));
        return values;
    }

    /** Empty for what was not written by {@link #write}. */
    static Optional<LeaseOwner> read(Map<String, String> values) {
        String boot = values.get(BOOT);
        if (boot == null) return Optional.empty();
        try {
            return Optional.of(new LeaseOwner(
                    boot,
                    number(values, NAMESPACE),
                    number(values, COOKIE),
                    number(values, PID),
                    number(values, START)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static OptionalLong number(Map<String, String> values, String key) {
        String text = values.get(key);
        return text == null ? OptionalLong.empty() : OptionalLong.of(Long.parseUnsignedLong(text));
    }
}
