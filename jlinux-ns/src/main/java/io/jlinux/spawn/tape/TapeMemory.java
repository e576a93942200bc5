package io.jlinux.spawn.tape;

import io.jlinux.sys.raw.NativeBuffer;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/** Memory for one tape at a time, borrowed from a bounded pool: allocating and zeroing it would cost more than a spawn. */
final class TapeMemory implements AutoCloseable {
    private static final int SIZE = 128 * 1024;
    private static final int KEPT = 16;
    private static final ConcurrentLinkedDeque<NativeBuffer> POOL = new ConcurrentLinkedDeque<>();
    private static final AtomicInteger POOLED = new AtomicInteger();

    private final NativeBuffer buffer;

    private TapeMemory(NativeBuffer buffer) {
        this.buffer = buffer;
    }

    static TapeMemory borrow(int size) {
        if (size > SIZE) return new TapeMemory(NativeBuffer.aligned(size, 64));
        NativeBuffer b = POOL.pollFirst();
        if (b == null) return new TapeMemory(NativeBuffer.aligned(SIZE, 64));
        POOLED.decrementAndGet();
        return new TapeMemory(b);
    }

    NativeBuffer buffer() {
        return buffer;
    }

    @Override
    public void close() {
        buffer.keepAlive();
        if (buffer.size() != SIZE) return;
        if (POOLED.incrementAndGet() <= KEPT) POOL.addFirst(buffer);
        else POOLED.decrementAndGet();
    }
}
