package io.jlinux.ns;

import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Statx;
import io.jlinux.sys.raw.Syscall;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A namespace held open by a descriptor: it lives on while the handle does, even with no process in it.
 *
 * <p>Owned; {@link #close()} releases it. Thread-safe.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/setns.2.html">setns(2)</a>
 */
public final class NamespaceHandle implements AutoCloseable {
    static final int NS_GET_NSTYPE = 0xb703;
    private static final int NS_GET_USERNS = 0xb701;
    private static final int NS_GET_PARENT = 0xb702;
    private static final int NS_GET_OWNER_UID = 0xb704;

    private final Namespace kind;
    private final Fd fd;
    private final long id;
    private final long device;

    private NamespaceHandle(Namespace kind, Fd fd, long id, long device) {
        this.kind = kind;
        this.fd = fd;
        this.id = id;
        this.device = device;
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
            long device = (long) stat.getInt(Statx.DEV_MAJOR) << 32 | (stat.getInt(Statx.DEV_MINOR) & 0xffff_ffffL);
            return new NamespaceHandle(kind, fd, stat.getLong(Statx.INO), device);
        } catch (LinuxException | RuntimeException e) {
            fd.close();
            throw e;
        }
    }

    /** As above, of whatever kind it is. */
    static NamespaceHandle adopt(Fd fd) throws LinuxException {
        long type = RawSyscall.call(Syscall.IOCTL, fd.number(), NS_GET_NSTYPE);
        if (RawSyscall.failed(type)) {
            fd.close();
            throw new LinuxException("open namespace", fd.label(), (int) -type);
        }
        return adopt(Namespace.ofFlag(type), fd);
    }

    /** Another handle of the same namespace, with a descriptor of its own; the caller closes it. */
    public NamespaceHandle duplicate() throws LinuxException {
        return new NamespaceHandle(kind, fd.duplicate(), id, device);
    }

    /** Which of the eight kinds it is of. */
    public Namespace kind() {
        return kind;
    }

    /**
     * The inode number, which {@code readlink /proc/PID/ns/net} shows as {@code net:[4026531840]}. Another namespace may get
     * it once this one is gone, which it is not while this handle is open.
     */
    public long id() {
        return id;
    }

    /**
     * A number that no other namespace is given until the kernel is restarted. Linux 6.18; empty before.
     *
     * @see <a href="https://man7.org/linux/man-pages/man2/ioctl_nsfs.2.html">ioctl_nsfs(2)</a>
     */
    public OptionalLong uniqueId() {
        return NsfsHandle.idOf(this);
    }

    /** Whether the other handle, open as this one is, stands for the same namespace: the same inode of the same device. */
    public boolean sameAs(NamespaceHandle other) {
        return id == other.id && device == other.device && kind == other.kind;
    }

    /**
     * The user namespace that owns this one: whoever has capabilities there has them over this one. Of a user namespace it is
     * the parent. The caller closes it. Linux 4.9.
     *
     * @throws LinuxException {@code EPERM} when the owner is outside of the caller's user namespace
     * @see <a href="https://man7.org/linux/man-pages/man2/NS_GET_USERNS.2const.html">ioctl_nsfs(2)</a>
     */
    public NamespaceHandle owner() throws LinuxException {
        return related(NS_GET_USERNS, "get owner of", Namespace.USER);
    }

    /**
     * The namespace in which this one was made. The caller closes it. Linux 4.9.
     *
     * @throws IllegalStateException when it is neither a pid nor a user namespace: the others have no parent
     * @throws LinuxException {@code EPERM} for the first one, or when the parent is outside of the caller's namespace
     */
    public NamespaceHandle parent() throws LinuxException {
        if (kind != Namespace.PID && kind != Namespace.USER) {
            throw new IllegalStateException("a " + kind + " namespace has no parent; pid and user namespaces have");
        }
        return related(NS_GET_PARENT, "get parent of", kind);
    }

    private NamespaceHandle related(int request, String operation, Namespace of) throws LinuxException {
        long r = RawSyscall.call(Syscall.IOCTL, fd.number(), request);
        int number = (int) Result.check(r, operation, this);
        return adopt(of, Fd.adopt(number, operation.substring(4) + " " + this));
    }

    /**
     * The uid that made this user namespace, as the caller's user namespace sees it; 65534 where it is not mapped. Linux 4.11.
     *
     * @throws IllegalStateException for other kinds: ask their {@link #owner()}
     */
    public long ownerUid() throws LinuxException {
        if (kind != Namespace.USER) throw new IllegalStateException("only a USER namespace has an owner uid");
        try (Scratch s = Scratch.borrow()) {
            Result.check(
                    RawSyscall.call(Syscall.IOCTL, fd.number(), NS_GET_OWNER_UID, s.address()), "get owner of", this);
            return s.buffer().getInt(0) & 0xffff_ffffL;
        }
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

    /**
     * Runs {@code action} in this namespace, on a thread of its own that ends with it, and waits for it.
     *
     * @throws IllegalArgumentException for USER and TIME
     * @throws LinuxException {@code EPERM} without {@code CAP_SYS_ADMIN} over it
     * @throws E what the action threw
     * @see NamespaceCall for several namespaces at once, time limits, and what the action should leave alone
     */
    public <T extends @Nullable Object, E extends Exception> T call(NamespaceCall.Action<T, E> action)
            throws E, LinuxException {
        return NamespaceCall.in(this).call(action);
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
