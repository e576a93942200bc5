package io.jlinux.net.tun;

import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.Poll;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * One queue of a {@link Tun}: packets in, packets out, one at a time.
 *
 * @see <a href="https://docs.kernel.org/networking/tuntap.html">Universal TUN/TAP device driver</a>
 */
public final class TunQueue implements AutoCloseable {
    /** The largest packet that a tun has: 65535 bytes, with room for an Ethernet header. */
    private static final int LARGEST = 65535 + 18;

    /** A wait looks again this often whether the queue was closed. */
    private static final long SLICE_NANOS = 100_000_000L;

    private final Fd fd;
    private final NativeBuffer in = NativeBuffer.allocate(LARGEST);
    private final NativeBuffer out = NativeBuffer.allocate(LARGEST);
    private final Object reading = new Object();
    private final Object writing = new Object();
    /** The descriptor is not closed, and its number not given to another file, while it is in a system call. */
    private final ReadWriteLock use = new ReentrantReadWriteLock();

    private volatile boolean closed;

    TunQueue(Fd fd) {
        this.fd = fd;
    }

    Fd fd() {
        return fd;
    }

    /**
     * Waits for a packet.
     *
     * @return its length; one that is longer than {@code packet} is cut off
     * @throws LinuxException {@code ECANCELED} when the queue is closed or the thread interrupted, {@code EBADFD} when the
     *     link has been deleted
     */
    public int read(byte[] packet) throws LinuxException {
        while (true) {
            OptionalInt n = read(packet, Duration.ofHours(1));
            if (n.isPresent()) return n.getAsInt();
        }
    }

    /** As above; empty when {@code timeout} went by first. */
    public OptionalInt read(byte[] packet, Duration timeout) throws LinuxException {
        long deadline = System.nanoTime() + timeout.toNanos();
        synchronized (reading) {
            while (true) {
                long n = transfer(Syscall.READ, in, Math.min(packet.length, LARGEST));
                if (n >= 0) {
                    in.view().get(0, packet, 0, (int) n);
                    return OptionalInt.of((int) n);
                }
                if (!Result.is(n, Errno.EAGAIN)) Result.check(n, "read", fd.label());
                long left = deadline - System.nanoTime();
                if (left <= 0) return OptionalInt.empty();
                await(Math.min(left, SLICE_NANOS));
            }
        }
    }

    /**
     * Hands a packet to the kernel, as if it had come in by the link.
     *
     * @throws LinuxException {@code EIO} while the link is down, {@code EINVAL} for what is no packet
     */
    public void write(byte[] packet) throws LinuxException {
        if (packet.length > LARGEST) throw new IllegalArgumentException("a packet of " + packet.length + " bytes");
        synchronized (writing) {
            out.put(0, packet);
            Result.check(transfer(Syscall.WRITE, out, packet.length), "write", fd.label());
        }
    }

    private long transfer(Syscall call, NativeBuffer buffer, int size) throws LinuxException {
        use.readLock().lock();
        try {
            checkOpen();
            long n;
            do n = RawSyscall.call(call, fd.number(), buffer.address(), size);
            while (Result.is(n, Errno.EINTR));
            buffer.keepAlive();
            return n;
        } finally {
            use.readLock().unlock();
        }
    }

    private void await(long nanos) throws LinuxException {
        use.readLock().lock();
        try (Scratch s = Scratch.borrow()) {
            checkOpen();
            s.buffer().putInt(0, fd.number()).putInt(4, Poll.POLLIN);
            s.buffer().putLong(8, 0).putLong(16, nanos);
            long r = RawSyscall.call(Syscall.PPOLL, s.address(), 1, s.address() + 8, 0, 8);
            if (!Result.is(r, Errno.EINTR)) Result.check(r, "poll", fd.label());
        } finally {
            use.readLock().unlock();
        }
    }

    private void checkOpen() throws LinuxException {
        if (!closed && !Thread.currentThread().isInterrupted()) return;
        String why = closed ? "the queue is closed" : "interrupted";
        throw new LinuxException("use", fd.label(), Errno.ECANCELED.number(), why);
    }

    @Override
    public void close() {
        closed = true;
        use.writeLock().lock();
        try {
            fd.close();
        } finally {
            use.writeLock().unlock();
        }
    }
}
