package io.jlinux.net.state;

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
import java.time.Duration;

/**
 * flock(2) of a directory: between threads, as each holder has an open file of its own, and between processes. It ends with
 * its holder, however that ends.
 *
 * <p>The directory may be removed by who holds it: whoever waited for it then takes that which has its name by now, if there is one.
 */
public final class DirectoryLock implements AutoCloseable {
    private static final Duration AT_MOST = Duration.ofSeconds(30);
    private static final int LOCK_EX = 2;
    private static final int LOCK_NB = 4;
    private static final long MAX_PAUSE_NANOS = 5_000_000;

    private final Fd directory;

    private DirectoryLock(Fd directory) {
        this.directory = directory;
    }

    /**
     * Waits for the lock.
     *
     * @throws LinuxException {@code ENOENT} when there is no such directory, {@code EBUSY} when another holds the lock for
     *     longer than 30 seconds, {@code EINTR} when the thread is interrupted
     */
    public static DirectoryLock take(Path directory) throws LinuxException {
        return take(directory, AT_MOST);
    }

    static DirectoryLock take(Path path, Duration atMost) throws LinuxException {
        long end = System.nanoTime() + atMost.toNanos();
        while (true) {
            DirectoryLock lock = take(path, atMost, end);
            boolean held = false;
            try {
                held = isStill(path, lock.directory);
                if (held) return lock;
            } finally {
                if (!held) lock.close();
            }
        }
    }

    private static DirectoryLock take(Path path, Duration atMost, long end) throws LinuxException {
        Fd fd = Fd.open(path, Fcntl.O_RDONLY | Fcntl.O_DIRECTORY);
        boolean locked = false;
        try {
            for (long pause = 50_000; !tryLock(fd, path); pause = Math.min(MAX_PAUSE_NANOS, pause * 2)) {
                if (System.nanoTime() >= end) throw held(path, atMost);
                pause(path, pause);
            }
            locked = true;
            return new DirectoryLock(fd);
        } finally {
            if (!locked) fd.close();
        }
    }

    private static boolean tryLock(Fd fd, Path path) throws LinuxException {
        long r = RawSyscall.call(Syscall.FLOCK, fd.number(), LOCK_EX | LOCK_NB);
        if (Result.is(r, Errno.EAGAIN) || Result.is(r, Errno.EINTR)) return false;
        Result.check(r, "lock", path);
        return true;
    }

    /** Whether the name still stands for the directory that was locked: its last holder may have removed it. */
    private static boolean isStill(Path path, Fd fd) throws LinuxException {
        try (Scratch s = Scratch.borrow()) {
            NativeBuffer stat = s.buffer();
            Result.check(Statx.ofFd(fd.number(), stat), "look at", path);
            long inode = stat.getLong(Statx.INO);
            long device = stat.getLong(Statx.DEV_MAJOR); // and the minor number behind it
            long name = s.string(Statx.STRUCT_SIZE, path.toString());
            long r = RawSyscall.call(Syscall.STATX, Fcntl.AT_FDCWD, name, 0, Statx.BASIC_STATS, s.address());
            if (Result.is(r, Errno.ENOENT)) return false;
            Result.check(r, "look at", path);
            return stat.getLong(Statx.INO) == inode && stat.getLong(Statx.DEV_MAJOR) == device;
        }
    }

    private static LinuxException held(Path path, Duration atMost) {
        String detail = "another process has not given the lock back within " + atMost.toSeconds() + " s";
        return new LinuxException("lock", path.toString(), Errno.EBUSY.number(), detail);
    }

    private static void pause(Path path, long nanos) throws LinuxException {
        try {
            Thread.sleep(nanos / 1_000_000, (int) (nanos % 1_000_000));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LinuxException("lock", path.toString(), Errno.EINTR.number());
        }
    }

    @Override
    public void close() {
        directory.close();
    }
}
