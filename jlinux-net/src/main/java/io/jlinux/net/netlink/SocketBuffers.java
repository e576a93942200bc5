package io.jlinux.net.netlink;

import io.jlinux.sys.raw.NativeBuffer;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/** The off-heap memory of one socket, which sockets that live briefly hand on to each other. */
final class SocketBuffers {
    /** What the kernel makes of a dump at most, where the receiver can take it. */
    static final int RECEIVE_SIZE = 32 * 1024;

    private static final int SEND_SIZE = 8 * 1024;
    private static final int KEPT = 8;
    private static final ConcurrentLinkedDeque<SocketBuffers> POOL = new ConcurrentLinkedDeque<>();
    private static final AtomicInteger POOLED = new AtomicInteger();

    final MessageWriter writer = new MessageWriter(SEND_SIZE);
    /** Socket addresses and options. */
    final NativeBuffer control = NativeBuffer.allocate(64);

    NativeBuffer receive = NativeBuffer.allocate(RECEIVE_SIZE);

    private SocketBuffers() {}

    static SocketBuffers borrow() {
        SocketBuffers buffers = POOL.pollFirst();
        if (buffers == null) return new SocketBuffers();
        POOLED.decrementAndGet();
        return buffers;
    }

    void growReceive(int size) {
        receive = NativeBuffer.allocate(size);
    }

    /** Gives the memory on; large pieces are dropped. */
    void release() {
        if (receive.size() > RECEIVE_SIZE || writer.buffer().size() > SEND_SIZE) return;
        writer.reset();
        if (POOLED.incrementAndGet() <= KEPT) POOL.addFirst(this);
        else POOLED.decrementAndGet();
    }
}
