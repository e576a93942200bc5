package io.jlinux.cgroup;

import static java.nio.file.StandardOpenOption.WRITE;

import io.jlinux.cgroup.file.Ascii;
import io.jlinux.cgroup.file.CgroupDir;
import io.jlinux.cgroup.file.CgroupErrors;
import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One control file of a cgroup, kept open: for files that are written or read again and again; write(2) and pread(2), without
 * garbage for numbers.
 *
 * <p>It is written through a channel of the JDK, whose call costs a third of one through JNA, on a descriptor of its own. A channel is closed
 * by an interrupt: an interrupted thread writes without it, and the next one opens it again.
 *
 * <p>Not thread-safe: one thread at a time. Owned by whoever opened it; the cgroup may be closed before.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/pread.2.html">pread(2)</a>
 */
public final class ControlFile implements AutoCloseable {
    private static final int SIZE = 4096;

    private final CgroupDir dir;
    private final Fd fd;
    private final String file;
    private final NativeBuffer buffer = NativeBuffer.allocate(SIZE);
    private final ByteBuffer bytes = buffer.view();
    private @Nullable FileChannel channel;

    private ControlFile(CgroupDir dir, Fd fd, String file) {
        this.dir = dir;
        this.fd = fd;
        this.file = file;
    }

    static ControlFile open(CgroupDir dir, String file) throws LinuxException {
        LinuxException refused = null;
        for (int mode : new int[] {Fcntl.O_RDWR, Fcntl.O_RDONLY, Fcntl.O_WRONLY}) {
            try {
                return new ControlFile(dir, dir.fd().openAt(file, mode | Fcntl.O_NOFOLLOW), file);
            } catch (LinuxException e) {
                refused = e;
                if (e.errno() != Errno.EACCES) break;
            }
        }
        int errno = refused == null ? Errno.EIO.number() : refused.rawErrno();
        throw CgroupErrors.of(dir, "open", dir.path().resolve(file), file, errno);
    }

    /** Writes a number; {@link CgroupLimits#UNLIMITED} is written as {@code max}, which v1's memory files do not know. */
    public void write(long value) throws LinuxException {
        write(value == CgroupLimits.UNLIMITED ? Ascii.put(buffer, 0, "max") : Ascii.put(buffer, 0, value));
    }

    /**
     * Writes an ASCII text.
     *
     * @throws IllegalArgumentException for one beyond 4096 characters
     */
    public void write(String value) throws LinuxException {
        if (value.length() > SIZE) throw new IllegalArgumentException("longer than " + SIZE);
        writeSlowly(Ascii.put(buffer, 0, value));
    }

    private void write(int length) throws LinuxException {
        if (!Thread.currentThread().isInterrupted()) {
            try {
                if (channel == null) channel = FileChannel.open(Path.of("/proc/self/fd/" + fd.number()), WRITE);
                channel.write(bytes.limit(length).position(0), 0);
                return;
            } catch (ClosedByInterruptException e) {
                channel = null;
            } catch (IOException e) {
                // it does not tell the errno; or there is no /proc
            }
        }
        writeSlowly(length);
    }

    private void writeSlowly(int length) throws LinuxException {
        long n = RawSyscall.call(Syscall.PWRITE64, fd.number(), buffer.address(), length, 0);
        if (RawSyscall.failed(n)) throw error("write '" + text(length).strip() + "' to", n);
    }

    /** Reads the text, of at most 4096 bytes. */
    public String read() throws LinuxException {
        return text(fetch());
    }

    /**
     * Reads a number; {@code max} is {@link CgroupLimits#UNLIMITED}.
     *
     * @throws NumberFormatException where the file does not begin with one
     */
    public long readLong() throws LinuxException {
        return Ascii.parse(buffer, 0, fetch());
    }

    private int fetch() throws LinuxException {
        long n = RawSyscall.call(Syscall.PREAD64, fd.number(), buffer.address(), SIZE, 0);
        if (RawSyscall.failed(n)) throw error("read", n);
        return (int) n;
    }

    private String text(int length) {
        return new String(buffer.get(0, length), StandardCharsets.UTF_8);
    }

    private LinuxException error(String operation, long result) {
        int errno = (int) -result;
        boolean open = dir.fd().isOpen(); // the hints look into the directory
        if (open) return CgroupErrors.of(dir, operation, dir.path().resolve(file), file, errno);
        String gone = "the cgroup has been removed, or has this controller no longer";
        return new LinuxException(operation, fd.label(), errno, null, Errno.of(errno) == Errno.ENODEV ? gone : null);
    }

    @Override
    public void close() {
        fd.close();
        if (channel == null) return;
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // of a file that has nothing to write back: it cannot be
        }
    }

    @Override
    public String toString() {
        return fd.label();
    }
}
