package io.jlinux.oci.run;

import static io.jlinux.sys.raw.Fcntl.O_CLOEXEC;
import static io.jlinux.sys.raw.Fcntl.O_DIRECTORY;
import static io.jlinux.sys.raw.Fcntl.O_NOFOLLOW;
import static io.jlinux.sys.raw.Fcntl.O_PATH;
import static io.jlinux.sys.raw.Fcntl.O_RDONLY;
import static io.jlinux.sys.raw.Fcntl.RESOLVE_IN_ROOT;
import static io.jlinux.sys.raw.Fcntl.RESOLVE_NO_MAGICLINKS;

import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Statx;
import io.jlinux.sys.raw.Syscall;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A small text file of a root that may be hostile: its path is resolved inside of that root, links as well; a device or a fifo
 * in its place is not opened, and one that never ends is not read.
 */
final class RootFile {
    private static final int MOST = 8 << 20;
    private static final int TRIES = 100;

    private RootFile() {}

    /**
     * Its text; empty where there is none.
     *
     * @param path absolute, in the root
     * @throws LinuxException {@code EINVAL} when it is no regular file, {@code EFBIG} when it is too long
     */
    static Optional<String> read(Path root, String path) throws LinuxException {
        try (Fd top = Fd.open(root, O_PATH | O_DIRECTORY);
                Fd found = open(top, path)) {
            checkRegular(found, path);
            // what was looked at is what is opened
            try (Fd file = Fd.open(Path.of("/proc/self/fd/" + found.number()), O_RDONLY)) {
                return Optional.of(text(file, path));
            }
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR) return Optional.empty();
            throw e;
        }
    }

    private static Fd open(Fd root, String path) throws LinuxException {
        NativeBuffer how = NativeBuffer.allocate(24)
                .putLong(0, O_PATH | O_CLOEXEC)
                .putLong(16, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
        NativeBuffer text = NativeBuffer.ofString(path);
        long fd;
        int tries = 0;
        do fd = RawSyscall.call(Syscall.OPENAT2, root.number(), text.address(), how.address(), 24);
        while ((Result.is(fd, Errno.EAGAIN) || Result.is(fd, Errno.EINTR)) && tries++ < TRIES);
        how.keepAlive();
        text.keepAlive();
        if (Result.is(fd, Errno.ENOSYS) || Result.is(fd, Errno.EPERM)) return walk(root, path);
        return Fd.adopt((int) Result.check(fd, "open", path), path);
    }

    /** Before Linux 5.6, no link is followed. */
    private static Fd walk(Fd root, String path) throws LinuxException {
        Fd at = root.duplicate();
        for (String name : path.substring(1).split("/+")) {
            try (Fd last = at) {
                at = last.openAt(name, O_PATH | O_NOFOLLOW);
            }
        }
        return at;
    }

    private static void checkRegular(Fd file, String path) throws LinuxException {
        NativeBuffer stat = NativeBuffer.allocate(Statx.STRUCT_SIZE);
        Result.check(Statx.ofFd(file.number(), stat), "look at", path);
        if ((stat.getShort(Statx.MODE) & Statx.S_IFMT) != Statx.S_IFREG) {
            throw new LinuxException("read", path, Errno.EINVAL.number(), "it is no regular file");
        }
    }

    private static String text(Fd file, String path) throws LinuxException {
        try (InputStream in = Files.newInputStream(Path.of("/proc/self/fd/" + file.number()))) {
            byte[] bytes = in.readNBytes(MOST + 1);
            if (bytes.length > MOST) {
                throw new LinuxException("read", path, Errno.EFBIG.number(), "more than " + MOST + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (LinuxException e) {
            throw e;
        } catch (IOException e) {
            throw new LinuxException("read", path, Errno.EIO.number(), e.getMessage());
        }
    }
}
