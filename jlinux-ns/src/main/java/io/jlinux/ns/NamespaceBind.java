package io.jlinux.ns;

import static io.jlinux.sys.raw.Fcntl.AT_EMPTY_PATH;
import static io.jlinux.sys.raw.Fcntl.AT_FDCWD;
import static io.jlinux.sys.raw.Fcntl.O_CREAT;
import static io.jlinux.sys.raw.Fcntl.O_DIRECTORY;
import static io.jlinux.sys.raw.Fcntl.O_EXCL;
import static io.jlinux.sys.raw.Fcntl.O_NOFOLLOW;
import static io.jlinux.sys.raw.Fcntl.O_PATH;
import static io.jlinux.sys.raw.Fcntl.O_RDONLY;

import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.KernelFeatures;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.MountFlags;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Statx;
import io.jlinux.sys.raw.Syscall;
import java.nio.file.Path;

/** The mounts that keep namespaces: of a namespace on a file, and of a directory on itself. */
final class NamespaceBind {
    private static final int UMOUNT_NOFOLLOW = 8;
    private static final int LOCK_EX = 2;
    static final long NSFS_MAGIC = 0x6e736673;
    private static final int MODE_DIRECTORY = 0755;

    /** A mount on a mount happens when the directory was bound twice by others; each is taken off. */
    private static final int MOST_MOUNTS = 16;

    private NamespaceBind() {}

    /** Makes {@code file}, and mounts the namespace on it; both or neither. */
    static void bind(NamespaceHandle namespace, Path file) throws LinuxException {
        try (Fd target = Fd.open(file, O_RDONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0)) {
            attach(namespace, target, KernelFeatures.current().newMountApi());
        } catch (LinuxException e) {
            if (e.operation().equals("open")) {
                throw new LinuxException("create", file.toString(), e.rawErrno());
            }
            unlink(file);
            throw hinted(e, namespace, file);
        }
    }

    private static LinuxException hinted(LinuxException e, NamespaceHandle namespace, Path file) {
        String operation = "bind " + namespace + " to";
        if (namespace.kind() == Namespace.MOUNT && (e.errno() == Errno.EINVAL || e.errno() == Errno.ELOOP)) {
            return new LinuxException(
                    operation,
                    file.toString(),
                    e.rawErrno(),
                    null,
                    "a mount namespace can only be bound in one that is older than it (on Linux 6.18, one with a lower"
                            + " number: Namespace.MOUNT.create() makes sure of it), on a mount that is private");
        }
        return new LinuxException(operation, file.toString(), e.rawErrno());
    }

    static void attach(NamespaceHandle namespace, Fd target, boolean newMountApi) throws LinuxException {
        try (Scratch s = Scratch.borrow()) {
            if (!newMountApi) {
                long from = s.string(0, "/proc/thread-self/fd/" + namespace.fd().number());
                long to = s.string(64, "/proc/thread-self/fd/" + target.number());
                long r = RawSyscall.call(Syscall.MOUNT, from, to, 0, MountFlags.MS_BIND, 0);
                Result.check(r, "mount", target.label());
                return;
            }
            long empty = s.string(0, "");
            int clone = MountFlags.OPEN_TREE_CLONE | MountFlags.OPEN_TREE_CLOEXEC | AT_EMPTY_PATH;
            long tree = RawSyscall.call(Syscall.OPEN_TREE, namespace.fd().number(), empty, clone);
            try (Fd mount = Fd.adopt((int) Result.check(tree, "open_tree", namespace), "mount of " + namespace)) {
                int both = MountFlags.MOVE_MOUNT_F_EMPTY_PATH | MountFlags.MOVE_MOUNT_T_EMPTY_PATH;
                long r = RawSyscall.call(Syscall.MOVE_MOUNT, mount.number(), empty, target.number(), empty, both);
                Result.check(r, "move_mount", target.label());
            }
        }
    }

    /** Takes the mount off and deletes the file, or only deletes a file that a mount was to be on. */
    static void unbind(Path file) throws LinuxException {
        for (int i = 0; i < MOST_MOUNTS && isNamespace(file); i++) unmount(file);
        try (Fd fd = Fd.open(file, O_PATH | O_NOFOLLOW)) {
            NativeBuffer stat = NativeBuffer.allocate(Statx.STRUCT_SIZE);
            Result.check(Statx.ofFd(fd.number(), stat), "stat", file);
            boolean regular = (stat.getShort(Statx.MODE) & Statx.S_IFMT) == Statx.S_IFREG;
            if (!regular || stat.getLong(Statx.SIZE) != 0) {
                throw new LinuxException(
                        "remove namespace", file.toString(), Errno.EINVAL.number(), null, "it is not a namespace");
            }
        }
        Result.check(unlink(file), "delete", file);
    }

    private static void unmount(Path file) throws LinuxException {
        try (Scratch s = Scratch.borrow()) {
            long path = s.string(0, file.toString());
            long r = RawSyscall.call(Syscall.UMOUNT2, path, MountFlags.MNT_DETACH | UMOUNT_NOFOLLOW);
            Result.check(r, "unmount", file);
        }
    }

    private static long unlink(Path file) {
        try (Scratch s = Scratch.borrow()) {
            return RawSyscall.call(Syscall.UNLINKAT, AT_FDCWD, s.string(0, file.toString()), 0);
        }
    }

    /** Whether a namespace is mounted here; without opening what may be a pipe or a device. */
    static boolean isNamespace(Path file) throws LinuxException {
        try (Fd fd = Fd.open(file, O_PATH | O_NOFOLLOW);
                Scratch s = Scratch.borrow()) {
            Result.check(RawSyscall.call(Syscall.FSTATFS, fd.number(), s.address()), "statfs", file);
            return s.buffer().getLong(0) == NSFS_MAGIC;
        }
    }

    /**
     * Makes the directory, bound on itself so that it has a propagation of its own, as {@code ip netns} does: shared, so that
     * other mount namespaces see what is bound there and, more important, do not keep what is removed; private where mount
     * namespaces are kept, because the kernel refuses them elsewhere.
     */
    static void prepare(Path directory, boolean shared) throws LinuxException {
        try (Scratch s = Scratch.borrow()) {
            long path = s.string(0, directory.toString());
            long r = RawSyscall.call(Syscall.MKDIRAT, AT_FDCWD, path, MODE_DIRECTORY);
            if (!Result.is(r, Errno.EEXIST)) Result.check(r, "make directory", directory);
            try (Fd lock = Fd.open(directory, O_RDONLY | O_DIRECTORY)) {
                // ip takes the same lock: two at once would bind it twice
                do r = RawSyscall.call(Syscall.FLOCK, lock.number(), LOCK_EX);
                while (Result.is(r, Errno.EINTR));
                Result.check(r, "lock", directory);
                long flags = MountFlags.MS_REC | (shared ? MountFlags.MS_SHARED : MountFlags.MS_PRIVATE);
                r = RawSyscall.call(Syscall.MOUNT, 0, path, 0, flags, 0);
                if (Result.is(r, Errno.EINVAL)) {
                    // not a mount point yet
                    long bind = MountFlags.MS_BIND | MountFlags.MS_REC;
                    Result.check(RawSyscall.call(Syscall.MOUNT, path, path, 0, bind, 0), "mount", directory);
                    r = RawSyscall.call(Syscall.MOUNT, 0, path, 0, flags, 0);
                }
                Result.check(r, shared ? "make shared" : "make private", directory);
            }
        }
    }
}
