package io.jlinux.oci.state;

import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Statx;
import io.jlinux.sys.raw.Syscall;
import java.time.Duration;
import java.util.Optional;

/**
 * The lock of one container, between threads and between processes: flock(2) of its directory. It ends with its holder,
 * however that ends.
 */
public final class StateLock implements AutoCloseable {
    private static final int LOCK_EX = 2;
    private static final int LOCK_NB = 4;
    private static final long MAX_PAUSE_MILLIS = 20;
    private static final int NLINK = 16;

    private final Fd directory;

    private StateLock(Fd directory) {
        this.directory = directory;
    }

    /**
     * Waits for the lock.
     *
     * @throws LinuxException {@code ENOENT} when there is no such container, {@code EBUSY} when another operation on it takes
     *     longer than {@code atMost}, {@code EINTR} when the thread is interrupted
     */
    public static StateLock take(StateDirectory container, Duration atMost) throws LinuxException {
        long end = System.nanoTime() + atMost.toNanos();
        long pause = 1;
        while (true) {
            Optional<StateLock> lock = tryTake(container);
            if (lock.isPresent()) return lock.get();
            if (System.nanoTime() >= end) {
                throw new LinuxException(
                        "lock container",
                        container.id(),
                        Errno.EBUSY.number(),
                        null,
                        "another operation on it has not ended within " + atMost.toSeconds() + " s");
            }
            sleep(container, pause);
            pause = Math.min(MAX_PAUSE_MILLIS, pause * 2);
        }
    }

    /**
     * Takes the lock if nobody has it.
     *
     * @throws LinuxException {@code ENOENT} when there is no such container
     */
    public static Optional<StateLock> tryTake(StateDirectory container) throws LinuxException {
        Fd fd;
        try {
            fd = Fd.open(container.path(), Fcntl.O_RDONLY | Fcntl.O_DIRECTORY);
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT) throw missing(container);
            throw e;
        }
        boolean locked = false;
        try {
            long r = RawSyscall.call(Syscall.FLOCK, fd.number(), LOCK_EX | LOCK_NB);
            if (Result.is(r, Errno.EAGAIN)) return Optional.empty();
            Result.check(r, "lock", container.path());
            // whoever had the lock before may have removed the directory
            if (links(fd) == 0) throw missing(container);
            locked = true;
            return Optional.of(new StateLock(fd));
        } finally {
            if (!locked) fd.close();
        }
    }

    private static int links(Fd fd) throws LinuxException {
        try (Scratch s = Scratch.borrow()) {
            long r = RawSyscall.call(
                    Syscall.STATX, fd.number(), s.string(512, ""), Fcntl.AT_EMPTY_PATH, Statx.BASIC_STATS, s.address());
            Result.check(r, "look at", fd.label());
            return s.buffer().getInt(NLINK);
        }
    }

    /** There is no container of this id. */
    public static LinuxException missing(StateDirectory container) {
        return new LinuxException(
                "find container",
                container.id(),
                Errno.ENOENT.number(),
                null,
                "there is none of this id in " + container.path().getParent());
    }

    private static void sleep(StateDirectory container, long millis) throws LinuxException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LinuxException("lock container", container.id(), Errno.EINTR.number());
        }
    }

    @Override
    public void close() {
        directory.close();
    }
}
