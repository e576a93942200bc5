package io.jlinux.net.netlink;

import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.Poll;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.io.IOException;
import java.nio.channels.spi.AbstractInterruptibleChannel;

/**
 * Waits in poll(2) for a descriptor, until another thread says to stop or the waiting one is interrupted.
 *
 * <p>{@link AbstractInterruptibleChannel} is how the JDK tells a thread in a system call that it was interrupted: the
 * interrupting thread closes the channel, which here writes to an eventfd.
 */
final class Waker implements AutoCloseable {
    private static final long SECOND = 1_000_000_000L;

    private final Fd event;

    private Waker(Fd event) {
        this.event = event;
    }

    static Waker open() throws LinuxException {
        long r = RawSyscall.call(Syscall.EVENTFD2, 0, Poll.EFD_CLOEXEC | Poll.EFD_NONBLOCK);
        return new Waker(Fd.adopt((int) Result.check(r, "eventfd", ""), "wake-up of a netlink socket"));
    }

    /** Ends the wait that is going on, or the next one. */
    synchronized void wake() {
        if (!event.isOpen()) return;
        try (Scratch s = Scratch.borrow()) {
            s.buffer().putLong(0, 1);
            RawSyscall.call(Syscall.WRITE, event.number(), s.address(), 8);
        }
    }

    private synchronized void reset() {
        try (Scratch s = Scratch.borrow()) {
            RawSyscall.call(Syscall.READ, event.number(), s.address(), 8);
        }
    }

    /**
     * Waits until {@code fd} can be read, for at most {@code nanos}.
     *
     * @return whether it can; false after the time, after {@link #wake()}, and when the thread is interrupted, which it
     *     remains
     */
    boolean await(Fd fd, long nanos) throws LinuxException {
        if (Thread.currentThread().isInterrupted()) return false;
        long result;
        try (Scratch s = Scratch.borrow()) {
            result = new Interruption().poll(s.buffer(), fd, nanos);
            boolean ready = result > 0 && s.buffer().getShort(6) != 0;
            if (result > 0 && s.buffer().getShort(14) != 0) reset();
            Result.check(result, "poll", fd.label());
            return ready;
        }
    }

    private final class Interruption extends AbstractInterruptibleChannel {
        long poll(NativeBuffer b, Fd fd, long nanos) {
            boolean completed = false;
            long n;
            begin();
            try {
                n = untilReady(b, fd, nanos);
                completed = true;
            } finally {
                finish(completed);
            }
            return n;
        }

        private void finish(boolean completed) {
            try {
                end(completed);
            } catch (IOException e) {
                // interrupted: the thread's status says so, which the caller looks at
            }
        }

        private long untilReady(NativeBuffer b, Fd fd, long nanos) {
            long deadline = System.nanoTime() + nanos;
            long n;
            do {
                long left = Math.max(0, deadline - System.nanoTime());
                b.putInt(0, fd.number()).putInt(4, Poll.POLLIN);
                b.putInt(8, event.number()).putInt(12, Poll.POLLIN);
                b.putLong(16, left / SECOND).putLong(24, left % SECOND);
                n = RawSyscall.call(Syscall.PPOLL, b.address(), 2, b.address() + 16, 0, 8);
            } while (Result.is(n, Errno.EINTR));
            return n;
        }

        @Override
        protected void implCloseChannel() {
            wake();
        }
    }

    @Override
    public synchronized void close() {
        event.close();
    }
}
