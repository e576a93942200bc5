package io.jlinux.spawn;

import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The read end of one captured stream, and what is kept of it. Buffers grow with what comes, up to what is to be kept. */
final class CaptureSink {
    /** As much as a pipe can hold: more cannot have been written before the end of the process. */
    private static final int MOST_AT_END = 1 << 20;

    private final Fd fd;
    private final Capture capture;
    private byte[] head = {};
    private int headSize;
    private byte[] tail = {};
    private long total;
    private boolean begun;
    private boolean closed;
    private boolean tooMuch;
    private @Nullable Runnable onTooMuch;

    CaptureSink(Fd fd, Capture capture) throws LinuxException {
        this.fd = fd;
        this.capture = capture;
        long flags = Result.check(RawSyscall.call(Syscall.FCNTL, fd.number(), Fcntl.F_GETFL), "fcntl", fd.label());
        Result.check(
                RawSyscall.call(Syscall.FCNTL, fd.number(), Fcntl.F_SETFL, flags | Fcntl.O_NONBLOCK),
                "fcntl",
                fd.label());
    }

    Fd fd() {
        return fd;
    }

    /** What to do when more has come than is allowed. */
    synchronized void onTooMuch(Runnable task) {
        onTooMuch = task;
    }

    /** Is read from now on. */
    synchronized void begin() throws LinuxException {
        CaptureThread.get().add(this);
        begun = true;
    }

    /** Reads what is there, once; returns whether more may come. */
    boolean readOnce() {
        Runnable kill;
        boolean open;
        synchronized (this) {
            if (closed) return false;
            open = read() != END;
            if (!open) close();
            kill = takeKill();
        }
        if (kill != null) kill.run();
        return open;
    }

    /** The process has ended: takes what it left in the pipe, and lets go of it. */
    void finish() {
        synchronized (this) {
            if (closed) return;
            int taken = 0;
            while (taken < MOST_AT_END) {
                int n = read();
                if (n <= 0) break;
                taken += n;
            }
            close();
        }
    }

    private static final int END = -1;

    /** How many bytes were read; 0 for none now. */
    private int read() {
        try (Scratch s = Scratch.borrow()) {
            NativeBuffer b = s.buffer();
            long n;
            do n = RawSyscall.call(Syscall.READ, fd.number(), b.address(), Scratch.SIZE);
            while (Result.is(n, Errno.EINTR));
            if (Result.is(n, Errno.EAGAIN)) return 0;
            if (n <= 0) return END;
            keep(b.view(), (int) n);
            return (int) n;
        }
    }

    private void keep(ByteBuffer from, int n) {
        int first = Math.min(n, capture.head() - headSize);
        if (first > 0) {
            head = roomFor(head, headSize + first, capture.head());
            from.get(0, head, headSize, first);
            headSize += first;
        }
        first = Math.max(0, first);
        keepTail(from, first, n - first);
        total += n;
        tooMuch |=
                capture.killAfter().isPresent() && total > capture.killAfter().getAsLong();
    }

    /** The tail is a ring: byte {@code i} after the head is at {@code i % capture.tail()}. */
    private void keepTail(ByteBuffer from, int at, int n) {
        int ring = capture.tail();
        if (ring == 0 || n == 0) return;
        int skip = Math.max(0, n - ring);
        long begin = total + at - headSize + skip;
        int length = n - skip;
        tail = roomFor(tail, (int) Math.min(ring, begin + length), ring);
        int place = (int) (begin % ring);
        int untilEnd = Math.min(length, ring - place);
        from.get(at + skip, tail, place, untilEnd);
        from.get(at + skip + untilEnd, tail, 0, length - untilEnd);
    }

    private static byte[] roomFor(byte[] buffer, int size, int max) {
        if (size <= buffer.length) return buffer;
        return Arrays.copyOf(buffer, (int) Math.min(max, Math.max(size, 2L * buffer.length)));
    }

    private @Nullable Runnable takeKill() {
        if (!tooMuch) return null;
        Runnable kill = onTooMuch;
        onTooMuch = null;
        return kill;
    }

    synchronized void close() {
        if (closed) return;
        closed = true;
        if (begun) CaptureThread.get().forget(this);
        fd.close();
    }

    synchronized CapturedOutput output() {
        return new CapturedOutput(Arrays.copyOf(head, headSize), tailInOrder(), total, closed);
    }

    private byte[] tailInOrder() {
        long after = total - headSize;
        int ring = capture.tail();
        if (ring == 0 || after == 0) return new byte[0];
        if (after <= ring) return Arrays.copyOf(tail, (int) after);
        byte[] ordered = new byte[ring];
        int oldest = (int) (after % ring);
        System.arraycopy(tail, oldest, ordered, 0, ring - oldest);
        System.arraycopy(tail, 0, ordered, ring - oldest, oldest);
        return ordered;
    }
}
