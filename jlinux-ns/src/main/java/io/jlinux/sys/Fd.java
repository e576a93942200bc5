package io.jlinux.sys;

import static io.jlinux.sys.raw.Fcntl.AT_FDCWD;
import static io.jlinux.sys.raw.Fcntl.O_CLOEXEC;

import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * An open file descriptor that this object owns: {@link #close()} closes it, once.
 *
 * <p>Every descriptor is opened with {@code O_CLOEXEC}. {@link #number()} may be passed to the kernel while the object is
 * open. Closing is thread-safe and idempotent; using the number while another thread closes the object is the caller's
 * race.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/open.2.html">open(2)</a>
 */
public final class Fd implements AutoCloseable {
    private static final VarHandle CLOSED;

    static {
        try {
            CLOSED = MethodHandles.lookup().findVarHandle(Fd.class, "closed", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int number;
    private final String label;

    @SuppressWarnings("unused") // through CLOSED
    private volatile boolean closed;

    private Fd(int number, String label) {
        this.number = number;
        this.label = label;
    }

    /** Takes ownership of the open descriptor {@code number}; {@code label} names it in messages. */
    public static Fd adopt(int number, String label) {
        if (number < 0) throw new IllegalArgumentException("not a descriptor: " + number);
        return new Fd(number, label);
    }

    /**
     * openat(2) of {@code path} with {@code flags | O_CLOEXEC}; {@code EINTR} is retried.
     *
     * @throws LinuxException the kernel's refusal, naming the path
     */
    public static Fd open(Path path, int flags) throws LinuxException {
        return open(path, flags, 0);
    }

    /** As above; a file that is created gets {@code mode}, less the umask. */
    public static Fd open(Path path, int flags, int mode) throws LinuxException {
        return openAt(AT_FDCWD, path.toString(), flags, mode, "open", path.toString());
    }

    /** openat(2) of {@code name} below the directory {@code this}, with {@code flags | O_CLOEXEC}. */
    public Fd openAt(String name, int flags) throws LinuxException {
        return openAt(number, name, flags, 0, "open", label + "/" + name);
    }

    private static Fd openAt(int dir, String name, int flags, int mode, String operation, String label)
            throws LinuxException {
        try (Scratch s = Scratch.borrow()) {
            checkPath(name);
            long path = s.string(0, name);
            long fd;
            do fd = RawSyscall.call(Syscall.OPENAT, dir, path, flags | O_CLOEXEC, mode);
            while (Result.is(fd, Errno.EINTR));
            return new Fd((int) Result.check(fd, operation, label), label);
        }
    }

    static void checkPath(String path) {
        if (path.indexOf('\0') >= 0) throw new IllegalArgumentException("a path with a NUL character: " + path);
        if (path.length() * 3 >= Scratch.SIZE) throw new IllegalArgumentException("a path that is too long");
    }

    /** dup(2) with {@code O_CLOEXEC} to a number of at least 3: a second owner of the same open file. */
    public Fd duplicate() throws LinuxException {
        long fd = RawSyscall.call(Syscall.FCNTL, number, Fcntl.F_DUPFD_CLOEXEC, 3);
        return new Fd((int) Result.check(fd, "duplicate", label), label);
    }

    /**
     * The number of the open descriptor.
     *
     * @throws IllegalStateException when it is closed
     */
    public int number() {
        if (closed) throw new IllegalStateException("closed: " + label);
        return number;
    }

    /** What it was opened from, for messages. */
    public String label() {
        return label;
    }

    public boolean isOpen() {
        return !closed;
    }

    /**
     * write(2) of the whole of {@code text} as UTF-8 in one call, as kernel control files ask for.
     *
     * @throws LinuxException the kernel's refusal, or {@code EIO} for a short write
     */
    public void write(String text) throws LinuxException {
        byte[] b = text.getBytes(StandardCharsets.UTF_8);
        if (b.length > Scratch.SIZE) throw new IllegalArgumentException("more than " + Scratch.SIZE + " bytes");
        try (Scratch s = Scratch.borrow()) {
            s.buffer().put(0, b);
            long n;
            do n = RawSyscall.call(Syscall.WRITE, number(), s.address(), b.length);
            while (Result.is(n, Errno.EINTR));
            Result.check(n, "write '" + text.strip() + "' to", label);
            if (n != b.length) throw new LinuxException("write to", label, Errno.EIO.number());
        }
    }

    /** Gives the descriptor away: the number is now the caller's to close, and this object is closed. */
    public int detach() {
        if (!CLOSED.compareAndSet(this, false, true)) throw new IllegalStateException("closed: " + label);
        return number;
    }

    /** close(2). An error of close is not reported: the number is gone in any case. */
    @Override
    public void close() {
        if (CLOSED.compareAndSet(this, false, true)) RawSyscall.call(Syscall.CLOSE, number);
    }

    @Override
    public String toString() {
        return "fd " + number + " (" + label + ")" + (closed ? ", closed" : "");
    }
}
