package io.jlinux.ns;

import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.PidFd;
import io.jlinux.sys.raw.CloneFlags;
import java.nio.file.Path;

/**
 * The eight kinds of namespace.
 *
 * <pre>{@code
 * try (NamespaceScope scope = Namespace.unshare(Namespace.NET, Namespace.UTS)) {
 *     // this thread, and it alone, has a network and a hostname of its own
 * }
 * }</pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/namespaces.7.html">namespaces(7)</a>
 */
public enum Namespace {
    /** Mount points. See mount_namespaces(7). */
    MOUNT(CloneFlags.CLONE_NEWNS, "mnt", "mount"),
    /** Hostname and domain name. See uts_namespaces(7). */
    UTS(CloneFlags.CLONE_NEWUTS, "uts", "uts"),
    /** System V IPC and POSIX message queues. See ipc_namespaces(7). */
    IPC(CloneFlags.CLONE_NEWIPC, "ipc", "ipc"),
    /** User and group ids, capabilities. See user_namespaces(7). */
    USER(CloneFlags.CLONE_NEWUSER, "user", "user"),
    /** Process ids. See pid_namespaces(7). */
    PID(CloneFlags.CLONE_NEWPID, "pid", "pid"),
    /** Network devices, addresses, routes, ports. See network_namespaces(7). */
    NET(CloneFlags.CLONE_NEWNET, "net", "network"),
    /** The root of the cgroup view. See cgroup_namespaces(7). */
    CGROUP(CloneFlags.CLONE_NEWCGROUP, "cgroup", "cgroup"),
    /** Boot and monotonic clocks, Linux 5.6. See time_namespaces(7). */
    TIME(CloneFlags.CLONE_NEWTIME, "time", "time");

    private final long flag;
    private final String procName;
    private final String ociName;

    Namespace(long flag, String procName, String ociName) {
        this.flag = flag;
        this.procName = procName;
        this.ociName = ociName;
    }

    /** The {@code CLONE_NEW*} flag. */
    public long cloneFlag() {
        return flag;
    }

    /** The name of its file in {@code /proc/PID/ns}, such as {@code mnt}. */
    public String procName() {
        return procName;
    }

    /** The name of its type in an OCI config, such as {@code mount}. */
    public String ociName() {
        return ociName;
    }

    /**
     * unshare(2): moves the calling thread into new namespaces until the scope is closed.
     *
     * <p>A new mount namespace has its mounts made private, as unshare(1) does. A new pid namespace is for the children
     * of this thread only; while it lasts the thread cannot start Java threads.
     *
     * <p>In a new network namespace {@link java.net.NetworkInterface} goes on to show the links of the main thread's: it
     * reads {@code /proc/net}, which is {@code /proc/self/net}. {@code /proc/thread-self/net} is the calling thread's. Java
     * sockets are opened where the thread is; see {@link NamespaceSockets} for those of other threads.
     *
     * @throws IllegalArgumentException for USER and TIME, which a multithreaded process cannot enter, and for none
     * @throws IllegalStateException on a virtual thread
     * @throws LinuxException {@code EPERM} without {@code CAP_SYS_ADMIN}, also over the namespace to come back to, {@code ENOSPC} at the
     *     limit of namespaces
     * @see <a href="https://man7.org/linux/man-pages/man2/unshare.2.html">unshare(2)</a>
     */
    public static NamespaceScope unshare(Namespace... kinds) throws LinuxException {
        return NamespaceScope.unshare(kinds);
    }

    /**
     * A new namespace with no process in it, which lasts as long as the handle: a thread was in it for a moment. Its
     * owner is the user namespace of this process. {@link NamedNamespaces} makes one last longer.
     *
     * <p>A new mount namespace has private copies of all mounts, and can be mounted in the caller's (on Linux 6.18 that may take
     * some 30 ms); a new network has its loopback link down; a new time namespace
     * has no offsets (see {@link TimeOffsets#createNamespace()}).
     *
     * @throws IllegalArgumentException for USER and PID, which come with a process; the message says what makes them
     * @throws LinuxException {@code EPERM} without {@code CAP_SYS_ADMIN}, {@code ENOSPC} at the limit of namespaces
     */
    public NamespaceHandle create() throws LinuxException {
        return NamespaceMaker.make(this);
    }

    /** The namespace of this kind that the calling thread is in. */
    public NamespaceHandle current() throws LinuxException {
        return open(Path.of("/proc/thread-self/ns", procName));
    }

    /**
     * The namespace of this kind of a running process.
     *
     * @throws LinuxException {@code ENOENT} when there is no such process, {@code EACCES} without ptrace rights over it
     */
    public NamespaceHandle open(long pid) throws LinuxException {
        if (pid <= 0) throw new IllegalArgumentException("not a pid: " + pid);
        return open(Path.of("/proc", Long.toString(pid), "ns", procName));
    }

    /**
     * The namespace of this kind of a process that is known by its pidfd: never that of a later process with the same pid.
     *
     * @throws LinuxException {@code ESRCH} when the process has ended, {@code EACCES} without ptrace rights over it
     */
    public NamespaceHandle open(PidFd process) throws LinuxException {
        NamespaceHandle handle;
        try {
            handle = open(process.pid());
        } catch (LinuxException e) {
            requireRunning(process);
            throw e;
        }
        try {
            // not ended after it was opened, so the pid was not another's when it was
            requireRunning(process);
            return handle;
        } catch (LinuxException e) {
            handle.close();
            throw e;
        }
    }

    private void requireRunning(PidFd process) throws LinuxException {
        if (process.hasExited()) {
            throw new LinuxException(
                    "open " + procName + " namespace of", "pid " + process.pid(), Errno.ESRCH.number());
        }
    }

    /**
     * setns(2) into each of these: moves the calling thread until the scope is closed.
     *
     * @throws IllegalArgumentException for USER and TIME, which a multithreaded process cannot enter, for two of a kind, and
     *     for none
     * @throws IllegalStateException on a virtual thread
     * @throws LinuxException {@code EPERM} without {@code CAP_SYS_ADMIN} over one; the thread is in none of them then
     */
    public static NamespaceScope enter(NamespaceHandle... handles) throws LinuxException {
        return NamespaceScope.enter(handles);
    }

    /**
     * The namespace that a file stands for: {@code /proc/PID/ns/net}, or a bind mount of it such as {@code
     * /run/netns/blue}.
     *
     * @throws LinuxException when the file cannot be opened, or {@code EINVAL} when it is no namespace of this kind
     */
    public NamespaceHandle open(Path path) throws LinuxException {
        return NamespaceHandle.open(this, path);
    }

    static Namespace ofFlag(long flag) {
        for (Namespace n : values()) {
            if (n.flag == flag) return n;
        }
        throw new IllegalArgumentException("no such namespace: 0x" + Long.toHexString(flag));
    }
}
