package io.jlinux.cgroup;

import io.jlinux.cgroup.file.CgroupDir;
import io.jlinux.cgroup.file.CgroupErrors;
import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One file of a {@link CgroupSampler}, kept open, and which of its numbers are wanted. Its scan makes no garbage. */
final class SampledFile implements AutoCloseable {
    /** So much may be read beyond what is scanned, as that is done eight bytes at a time. */
    static final int SLACK = 8;

    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final long NEWLINES = 0x0a0a_0a0a_0a0a_0a0aL;

    /**
     * A wanted number.
     *
     * @param head the first eight bytes of the line it is in, as far as {@code mask} covers
     */
    record Wanted(int metric, byte[] line, byte[] field, boolean second, long factor, long head, long mask) {
        static Wanted of(Metric metric, Metric.Source source) {
            byte[] line = source.line().getBytes(StandardCharsets.US_ASCII);
            long head = 0;
            long mask = 0;
            int known = source.second() ? 0 : Math.min(line.length, 8);
            for (int i = 0; i < known; i++) { // both architectures have the first byte lowest
                head |= (long) line[i] << (8 * i);
                mask |= 0xffL << (8 * i);
            }
            byte[] field = source.field().getBytes(StandardCharsets.US_ASCII);
            return new Wanted(metric.ordinal(), line, field, source.second(), source.factor(), head, mask);
        }
    }

    private static final int FLAGS = Fcntl.O_RDONLY | Fcntl.O_NOFOLLOW | Fcntl.O_CLOEXEC;

    private final CgroupDir dir;
    private final String name;
    private final NativeBuffer path;
    private final Wanted[] wanted;

    /** Whether each number is in the file once: when all are found, the rest need not be looked at. */
    private final boolean once;

    private @Nullable Fd fd;

    SampledFile(CgroupDir dir, String name, List<Wanted> wanted) {
        this.dir = dir;
        this.name = name;
        this.path = NativeBuffer.ofString(name);
        this.wanted = wanted.toArray(Wanted[]::new);
        this.once = wanted.stream().allMatch(w -> w.line.length > 0 && !w.second);
    }

    /** Opens the file where it is there and not open yet; no garbage where it is not. */
    @Nullable
    Fd open() throws LinuxException {
        if (fd != null) return fd;
        long r = RawSyscall.call(Syscall.OPENAT, dir.fd().number(), path.address(), FLAGS);
        path.keepAlive();
        if (!RawSyscall.failed(r)) {
            fd = Fd.adopt((int) r, dir.path() + "/" + name);
            return fd;
        }
        if (dir.isMissing(r)) return null; // its controller may come back
        throw CgroupErrors.of(dir, "open", dir.path().resolve(name), name, (int) -r);
    }

    /** Reads all of it into {@code buffer}; returns how much, or the buffer's size less the slack where it may be more. */
    int read(NativeBuffer buffer) throws LinuxException {
        Fd file = open();
        if (file == null) return 0;
        long n;
        do n = RawSyscall.call(Syscall.PREAD64, file.number(), buffer.address(), buffer.size() - SLACK, 0);
        while (Result.is(n, Errno.EINTR));
        if (!RawSyscall.failed(n)) return (int) n;
        boolean controllerWentAway = Result.is(n, Errno.ENODEV) && !dir.isGone();
        if (controllerWentAway) {
            close();
            return 0;
        }
        if (Result.is(n, Errno.EOPNOTSUPP)) return 0; // pressure that is not accounted
        throw CgroupErrors.of(dir, "read", dir.path().resolve(name), name, (int) -n);
    }

    /** Adds the wanted numbers of the first {@code length} bytes of {@code b} to {@code into}. */
    void scan(NativeBuffer b, int length, CgroupSample into) {
        int left = once ? wanted.length : Integer.MAX_VALUE;
        for (int start = 0; start < length && left > 0; ) {
            int end = endOfLine(b, start, length);
            long head = b.getLong(start);
            for (Wanted w : wanted) {
                if ((head & w.mask) == w.head && line(b, start, end, w, into)) left--;
            }
            start = end + 1;
        }
    }

    /** Where the first newline from {@code start} on is, or {@code length}: a byte is zero where its borrow reaches its high bit. */
    private static int endOfLine(NativeBuffer b, int start, int length) {
        for (int at = start; at < length; at += 8) {
            long zero = b.getLong(at) ^ NEWLINES;
            long found = (zero - ONES) & ~zero & HIGH_BITS;
            if (found != 0) return Math.min(length, at + (Long.numberOfTrailingZeros(found) >>> 3));
        }
        return length;
    }

    /** Whether the number was there. */
    private static boolean line(NativeBuffer b, int start, int end, Wanted w, CgroupSample into) {
        int at = w.second ? nextWord(b, start, end) : start;
        if (w.line.length > 0) {
            int after = at + w.line.length;
            if (after >= end || b.getByte(after) != ' ' || !matches(b, at, w.line)) return false;
            at = after + 1;
        }
        if (w.field.length > 0) {
            at = field(b, at, end, w.field);
            if (at < 0) return false;
        }
        long value = number(b, at, end);
        if (value < 0) return false;
        into.add(w.metric, value * w.factor);
        return true;
    }

    private static int nextWord(NativeBuffer b, int start, int end) {
        int at = start;
        while (at < end && b.getByte(at) != ' ') at++;
        return Math.min(at + 1, end);
    }

    private static boolean matches(NativeBuffer b, int at, byte[] word) {
        for (int i = 0; i < word.length; i++) {
            if (b.getByte(at + i) != word[i]) return false;
        }
        return true;
    }

    /** Where the value of {@code NAME=VALUE} begins, or -1. */
    private static int field(NativeBuffer b, int start, int end, byte[] name) {
        for (int at = start; at + name.length < end; at = nextWord(b, at, end)) {
            if (b.getByte(at + name.length) == '=' && matches(b, at, name)) return at + name.length + 1;
        }
        return -1;
    }

    /** The decimal number there, or -1. */
    private static long number(NativeBuffer b, int start, int end) {
        long value = -1;
        for (int at = start; at < end; at++) {
            int digit = b.getByte(at) - '0';
            if (digit < 0 || digit > 9) break;
            value = Math.max(value, 0) * 10 + digit;
        }
        return value;
    }

    @Override
    public void close() {
        if (fd != null) fd.close();
        fd = null;
    }
}
