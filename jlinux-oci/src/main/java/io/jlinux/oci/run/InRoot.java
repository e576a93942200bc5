package io.jlinux.oci.run;

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
import java.util.Optional;

/**
 * This JVM's look at files of a root that may be hostile: openat2(2), by which no symbolic link leads out. Before Linux 5.6, which
 * lacks it, there is nothing to be seen.
 */
final class InRoot {
    private static final int TRIES = 100;

    private InRoot() {}

    /** Opens what {@code path} is inside of {@code root}; empty when it is not there, or cannot be reached. */
    static Optional<Fd> open(Fd root, String path, int flags) throws LinuxException {
        return open(root, path, flags, Fcntl.RESOLVE_IN_ROOT | Fcntl.RESOLVE_NO_MAGICLINKS);
    }

    /** Opens an entry of a directory, which must be no link and no mount; empty when it is one, or is not there. */
    static Optional<Fd> openEntry(Fd directory, String name, int flags) throws LinuxException {
        int resolve = Fcntl.RESOLVE_BENEATH | Fcntl.RESOLVE_NO_SYMLINKS | Fcntl.RESOLVE_NO_XDEV;
        return open(directory, name, flags, resolve);
    }

    private static Optional<Fd> open(Fd at, String path, int flags, int resolve) throws LinuxException {
        NativeBuffer how = NativeBuffer.allocate(24)
                .putLong(0, flags | Fcntl.O_CLOEXEC)
                .putLong(8, 0)
                .putLong(16, resolve);
        NativeBuffer text = NativeBuffer.ofString(path);
        long fd;
        int tries = 0;
        do fd = RawSyscall.call(Syscall.OPENAT2, at.number(), text.address(), how.address(), 24);
        while ((Result.is(fd, Errno.EAGAIN) || Result.is(fd, Errno.EINTR)) && tries++ < TRIES);
        how.keepAlive();
        text.keepAlive();
        for (Errno absent : new Errno[] {Errno.ENOENT, Errno.ENOTDIR, Errno.ELOOP, Errno.EXDEV, Errno.ENOSYS}) {
            if (Result.is(fd, absent)) return Optional.empty();
        }
        return Optional.of(Fd.adopt((int) Result.check(fd, "open", path), path));
    }

    /** What statx(2) tells of an entry, which is not followed, or of {@code at} itself with an empty name. */
    static Stat stat(Fd at, String name) throws LinuxException {
        NativeBuffer stat = NativeBuffer.allocate(Statx.STRUCT_SIZE);
        try (Scratch s = Scratch.borrow()) {
            int flags = Fcntl.AT_SYMLINK_NOFOLLOW | Fcntl.AT_EMPTY_PATH;
            long r = RawSyscall.call(
                    Syscall.STATX, at.number(), s.string(0, name), flags, Statx.BASIC_STATS, stat.address());
            Result.check(r, "look at", at.label() + "/" + name);
        }
        Stat result = new Stat(
                stat.getShort(Statx.MODE) & 0xffff,
                stat.getInt(Statx.UID),
                stat.getInt(Statx.GID),
                stat.getInt(Statx.RDEV_MAJOR),
                stat.getInt(Statx.RDEV_MINOR),
                stat.getLong(Statx.SIZE));
        stat.keepAlive();
        return result;
    }

    /** A few fields of {@code struct statx}. */
    record Stat(int mode, int uid, int gid, int major, int minor, long size) {
        private int format() {
            return mode & Statx.S_IFMT;
        }

        boolean isDirectory() {
            return format() == Statx.S_IFDIR;
        }

        boolean isRegular() {
            return format() == Statx.S_IFREG;
        }

        boolean isLink() {
            return format() == Statx.S_IFLNK;
        }
    }
}
