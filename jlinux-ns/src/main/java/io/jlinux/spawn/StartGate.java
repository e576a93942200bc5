package io.jlinux.spawn;

import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.Poll;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where a process that is ready waits before its execve, until somebody opens the gate: this JVM, or another one that knows
 * the directory. Two fifos; why so, tells {@code docs/decisions/0015-how-create-waits-for-start.md}.
 *
 * <pre>
 *   child                                    whoever opens
 *   ─────                                    ─────────────
 *   has "start" and "result" open (O_RDWR)
 *   read(start): waits                       open(start, O_WRONLY|O_NONBLOCK): ENXIO when nobody waits
 *   … ◄───────────────────────────────────── write(start, one byte)
 *   execve: both are closed (O_CLOEXEC) ───► read(result): end of file
 *   or: write(result, errno), exit ────────► read(result): why it failed
 * </pre>
 *
 * <p>The child holds both ends, so that its read does not end while nobody is there; and it needs no more than read(2) and
 * write(2), which no seccomp filter of a program that can run forbids.
 *
 * @param directory an existing directory that nobody else may write to
 * @see <a href="https://man7.org/linux/man-pages/man7/fifo.7.html">fifo(7)</a>
 */
public record StartGate(Path directory) {
    private static final String START = "start";
    private static final String RESULT = "result";
    private static final int S_IFIFO = 0010000;
    private static final int MODE = 0600;

    /**
     * Makes the fifos; mknod(2).
     *
     * @throws LinuxException {@code EEXIST} where they are there already; none is left then
     */
    public static StartGate create(Path directory) throws LinuxException {
        StartGate gate = new StartGate(directory);
        make(gate.start());
        try {
            make(gate.result());
        } catch (LinuxException e) {
            unlink(gate.start());
            throw e;
        }
        return gate;
    }

    /**
     * Lets the waiting process begin its program, and returns when that has begun.
     *
     * @param program what it executes, for the message
     * @param atMost how long an execve may take, such as one from a slow file system
     * @throws LinuxException {@code ENXIO} when no process waits here; {@code ETIMEDOUT}; or why execve(2) failed: the process
     *     has ended then
     */
    public void open(String program, Duration atMost) throws LinuxException {
        try (Fd result = Fd.open(result(), Fcntl.O_RDONLY | Fcntl.O_NONBLOCK)) {
            try (Fd start = Fd.open(start(), Fcntl.O_WRONLY | Fcntl.O_NONBLOCK)) {
                start.write("1");
            }
            awaitEnd(result, program, atMost);
        }
    }

    /** Whether a process waits here. */
    public boolean isWaiting() throws LinuxException {
        try (Fd start = Fd.open(start(), Fcntl.O_WRONLY | Fcntl.O_NONBLOCK)) {
            return start.isOpen();
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENXIO || e.errno() == Errno.ENOENT) return false;
            throw e;
        }
    }

    /** Removes the fifos; a process that waits goes on waiting. */
    public void remove() {
        unlink(start());
        unlink(result());
    }

    /** Both ends of the fifo for the waiting process, at a number of at least {@code above}. */
    Fd openStart(int above) throws LinuxException {
        return openBoth(start(), above);
    }

    /** As {@link #openStart}, for its answer. */
    Fd openResult(int above) throws LinuxException {
        return openBoth(result(), above);
    }

    private static Fd openBoth(Path fifo, int above) throws LinuxException {
        try (Fd fd = Fd.open(fifo, Fcntl.O_RDWR)) {
            long copy = RawSyscall.call(Syscall.FCNTL, fd.number(), Fcntl.F_DUPFD_CLOEXEC, Math.max(3, above));
            return Fd.adopt((int) Result.check(copy, "duplicate", fd.label()), fd.label());
        }
    }

    private Path start() {
        return directory.resolve(START);
    }

    private Path result() {
        return directory.resolve(RESULT);
    }

    private static void make(Path fifo) throws LinuxException {
        try (Scratch s = Scratch.borrow()) {
            long path = s.string(0, fifo.toString());
            long r = RawSyscall.call(Syscall.MKNODAT, Fcntl.AT_FDCWD, path, S_IFIFO | MODE, 0);
            Result.check(r, "make fifo", fifo);
        }
    }

    private static void unlink(Path fifo) {
        try (Scratch s = Scratch.borrow()) {
            RawSyscall.call(Syscall.UNLINKAT, Fcntl.AT_FDCWD, s.string(0, fifo.toString()), 0);
        }
    }

    private static void awaitEnd(Fd result, String program, Duration atMost) throws LinuxException {
        long end = System.nanoTime() + atMost.toNanos();
        try (Scratch s = Scratch.borrow()) {
            NativeBuffer b = s.buffer();
            while (true) {
                long n = RawSyscall.call(Syscall.READ, result.number(), b.address() + 64, 8);
                if (n == 8) throw new LinuxException("execute", program, (int) -b.getLong(64));
                if (n == 0) return;
                if (!Result.is(n, Errno.EAGAIN) && !Result.is(n, Errno.EINTR)) Result.check(n, "read", result.label());
                poll(result, b, end - System.nanoTime(), program);
            }
        }
    }

    private static void poll(Fd result, NativeBuffer b, long nanos, String program) throws LinuxException {
        b.putInt(0, result.number()).putInt(4, Poll.POLLIN);
        b.putLong(16, Math.max(0, nanos) / 1_000_000_000L).putLong(24, Math.max(0, nanos) % 1_000_000_000L);
        long n = RawSyscall.call(Syscall.PPOLL, b.address(), 1, b.address() + 16, 0, 8);
        if (n != 0) return;
        @Nullable String hint = "the process was let go, and has neither begun its program nor ended yet";
        throw new LinuxException("execute", program, Errno.ETIMEDOUT.number(), null, hint);
    }

    @Override
    public String toString() {
        return "start gate in " + directory;
    }
}
