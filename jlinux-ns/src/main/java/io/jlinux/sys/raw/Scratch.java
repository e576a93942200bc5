package io.jlinux.sys.raw;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Borrowed off-heap memory for the arguments of one system call, without allocating on the hot path.
 *
 * <p>{@code try (Scratch s = Scratch.borrow()) { … s.buffer() … }}. The content is whatever was there before. The pool
 * is shared by all threads and bounded.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/syscall.2.html">syscall(2)</a>
 */
public final class Scratch implements AutoCloseable {
    public static final int SIZE = 16 * 1024;
    private static final int KEPT = 32;
    private static final ConcurrentLinkedDeque<Scratch> POOL = new ConcurrentLinkedDeque<>();
    private static final AtomicInteger POOLED = new AtomicInteger();

    private final NativeBuffer buffer = NativeBuffer.allocate(SIZE);

    private Scratch() {}

    public static Scratch borrow() {
        Scratch s = POOL.pollFirst();
        if (s == null) return new Scratch();
        POOLED.decrementAndGet();
        return s;
    }

    /** {@value #SIZE} bytes that are the borrower's until {@link #close()}. */
    public NativeBuffer buffer() {
        return buffer;
    }

    /** The address of {@link #buffer()}. */
    public long address() {
        return buffer.address();
    }

    /** Writes a NUL-terminated string at {@code offset} and returns its address. */
    public long string(int offset, String text) {
        buffer.putString(offset, text);
        return buffer.address() + offset;
    }

    @Override
    public void close() {
        buffer.keepAlive();
        if (POOLED.incrementAndGet() <= KEPT) POOL.addFirst(this);
        else POOLED.decrementAndGet();
    }
}
