package io.jlinux.oci.cni;

import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * flock(2) of a file, between threads and between processes; it ends with its holder, however that ends.
 *
 * <p>The file of an attachment goes with the attachment; whoever waited for it then finds another file under the name, and takes
 * that one.
 */
final class CniLock implements AutoCloseable {
    private static final int LOCK_SH = 1;
    private static final int LOCK_EX = 2;
    private static final int LOCK_NB = 4;
    private static final long MAX_PAUSE_MILLIS = 20;

    private final Fd fd;
    private final Path file;

    private CniLock(Fd fd, Path file) {
        this.fd = fd;
        this.file = file;
    }

    /** With others that share it. */
    static CniLock shared(Path file, Duration atMost) throws IOException {
        return take(file, LOCK_SH, atMost);
    }

    /** Alone. */
    static CniLock exclusive(Path file, Duration atMost) throws IOException {
        return take(file, LOCK_EX, atMost);
    }

    private static CniLock take(Path file, int how, Duration atMost) throws IOException {
        long end = System.nanoTime() + atMost.toNanos();
        long pause = 1;
        while (true) {
            Fd fd = Fd.open(file, Fcntl.O_RDONLY | Fcntl.O_CREAT, 0600);
            boolean taken = false;
            try {
                long r = RawSyscall.call(Syscall.FLOCK, fd.number(), how | LOCK_NB);
                if (!Result.is(r, Errno.EAGAIN)) {
                    Result.check(r, "lock", file);
                    taken = isStill(file, fd);
                    if (taken) return new CniLock(fd, file);
                    continue;
                }
            } finally {
                if (!taken) fd.close();
            }
            if (System.nanoTime() >= end) {
                throw new LinuxException(
                        "lock", file.toString(), Errno.EBUSY.number(), null, "another operation on it goes on");
            }
            sleep(file, pause);
            pause = Math.min(MAX_PAUSE_MILLIS, pause * 2);
        }
    }

    /** Whether the name still stands for the file that was locked: its last holder may have removed it. */
    private static boolean isStill(Path file, Fd fd) throws IOException {
        try {
            return Files.isSameFile(file, Path.of("/proc/self/fd/" + fd.number()));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static void sleep(Path file, long millis) throws LinuxException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LinuxException("lock", file.toString(), Errno.EINTR.number());
        }
    }

    /** Removes the file, while it is held. */
    void remove() throws IOException {
        Files.deleteIfExists(file);
    }

    @Override
    public void close() {
        fd.close();
    }
}
