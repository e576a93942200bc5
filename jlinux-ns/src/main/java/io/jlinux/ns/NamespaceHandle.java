package io.jlinux.ns;

import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Statx;
import io.jlinux.sys.raw.Syscall;
import java.nio.file.Path;

/**
 * A namespace held open by a descriptor: it lives on while the handle does, even with no process in it.
 *
 * <p>Owned; {@link #close()} releases it. Thread-safe.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/setns.2.html">setns(2)</a>
 */
public final class NamespaceHandle implements AutoCloseable {
    static final int NS_GET_NSTYPE = 0xb703;

    private final Namespace kind;
    private final Fd fd;
    private final long id;

    private NamespaceHandle(Namespace kind, Fd fd, long id) {
        this.kind = kind;
        this.fd = fd;
        this.id = id;
    }

    static NamespaceHandle open(Namespace kind, Path path) throws LinuxException {
        return adopt(kind, Fd.open(path, Fcntl.O_RDONLY));
    }

    /**
     * Takes ownership of a descriptor of a namespace; closes it when it is none of this kind.
     *
     * @throws LinuxException {@code EINVAL} when it is not a namespace, or one of another kind
     */
    public static NamespaceHandle adopt(Namespace kind, Fd fd) throws LinuxException {
        try {
            long type = RawSyscall.call(Syscall.IOCTL, fd.number(), NS_GET_NSTYPE);
            if (RawSyscall.failed(type)) {
                throw new LinuxException(
                        "open namespace",
                        fd.label(),
                        Errno.EINVAL.number(),
                        null,
                        "it is not a" + " namespace file; those are /proc/PID/ns/* and bind mounts of them");
            }
            if (type != kind.cloneFlag()) {
                throw new LinuxException(
                        "open namespace",
                        fd.label(),
                        Errno.EINVAL.number(),
                        null,
                        "it is a " + Namespace.ofFlag(type) + " namespace, and " + kind + " was asked for");
            }
            NativeBuffer stat = NativeBuffer.allocate(Statx.STRUCT_SIZE);
            Result.check(Statx.ofFd(fd.number(), stat), "stat", fd.label());
            return new NamespaceHandle(kind, fd, stat.getLong(Statx.INO));
        } catch (LinuxException | RuntimeException e) {
            fd.close();
            throw e;
        }
    }

    public Namespace kind() {
        return kind;
    }

    /** The inode number, which {@code readlink /proc/PID/ns/net} shows as {@code net:[4026531840]}. */
    public long id() {
        return id;
    }

    /** The descriptor; it belongs to this handle. */
    public Fd fd() {
        return fd;
    }

    /**
     * setns(2): moves the calling thread into this namespace until the scope is closed.
     *
     * @throws IllegalArgumentException for USER and TIME, which a multithreaded process cannot enter
     * @throws IllegalStateException on a virtual thread
     * @throws LinuxException {@code EPERM} without {@code CAP_SYS_ADMIN} over it
     */
    public NamespaceScope enter() throws LinuxException {
        return NamespaceScope.enter(this);
    }

    @Override
    public void close() {
        fd.close();
    }

    /** {@code net:[4026531840]}, as the kernel writes it. */
    @Override
    public String toString() {
        return kind.procName() + ":[" + id + "]";
    }
}
