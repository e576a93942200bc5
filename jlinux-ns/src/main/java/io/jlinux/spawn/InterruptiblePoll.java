package io.jlinux.spawn;

import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.Poll;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Waits for the end of a process in poll(2), on the calling thread, so that no other thread stands between the end and
 * the answer; {@link Thread#interrupt} ends the wait.
 *
 * <p>{@link AbstractInterruptibleChannel} is how the JDK tells a thread in a system call that it was interrupted: the
 * interrupting thread closes the channel, which here writes to an eventfd.
 */
final class InterruptiblePoll {
    private static final int KEPT = 16;
    private static final ConcurrentLinkedDeque<Fd> WAKERS = new ConcurrentLinkedDeque<>();

    private InterruptiblePoll() {}

    /** Returns when the process has ended and been reaped, or after {@code nanos}; -1 waits for ever. */
    static void await(LinuxProcess process, long nanos) throws InterruptedException {
        Optional<Fd> pidFd = process.beginPoll();
        if (pidFd.isEmpty()) return;
        try {
            poll(pidFd.get(), nanos);
            process.reap();
        } catch (LinuxException e) {
            throw new IllegalStateException(e.getMessage(), e);
        } finally {
            process.endPoll();
        }
    }

    private static void poll(Fd fd, long nanos) throws LinuxException, InterruptedException {
        Fd waker = borrow();
        boolean clean = false;
        Interruption interruption = new Interruption(waker);
        try (Scratch s = Scratch.borrow()) {
            long n = interruption.poll(s.buffer(), fd, nanos);
            clean = interruption.isOpen();
            Result.check(n, "poll", fd.label());
        } finally {
            if (clean && WAKERS.size() < KEPT) WAKERS.addFirst(waker);
            else waker.close();
        }
    }

    private static Fd borrow() throws LinuxException {
        Fd waker = WAKERS.pollFirst();
        if (waker != null) return waker;
        long r = RawSyscall.call(Syscall.EVENTFD2, 0, Poll.EFD_CLOEXEC);
        return Fd.adopt((int) Result.check(r, "eventfd", ""), "interrupt");
    }

    private static final class Interruption extends AbstractInterruptibleChannel {
        private final Fd waker;

        Interruption(Fd waker) {
            this.waker = waker;
        }

        @SuppressWarnings("Finally") // the interrupt wins over the result
        long poll(NativeBuffer b, Fd fd, long nanos) throws InterruptedException {
            long n = 0;
            boolean completed = false;
            try {
                begin();
                n = untilReady(b, fd, nanos);
                completed = true;
            } finally {
                try {
                    end(completed);
                } catch (ClosedByInterruptException e) {
                    Thread.interrupted();
                    throw new InterruptedException();
                } catch (AsynchronousCloseException e) {
                    throw new IllegalStateException(e);
                }
            }
            return n;
        }

        private long untilReady(NativeBuffer b, Fd fd, long nanos) {
            long deadline = System.nanoTime() + nanos;
            long n;
            do {
                b.putInt(0, fd.number()).putInt(4, Poll.POLLIN);
                b.putInt(8, waker.number()).putInt(12, Poll.POLLIN);
                long timeout = 0;
                if (nanos >= 0) {
                    long left = Math.max(0, deadline - System.nanoTime());
                    b.putLong(16, left / 1_000_000_000).putLong(24, left % 1_000_000_000);
                    timeout = b.address() + 16;
                }
                n = RawSyscall.call(Syscall.PPOLL, b.address(), 2, timeout, 0, 8);
            } while (Result.is(n, Errno.EINTR));
            return n;
        }

        @Override
        protected void implCloseChannel() {
            try (Scratch s = Scratch.borrow()) {
                s.buffer().putLong(0, 1);
                RawSyscall.call(Syscall.WRITE, waker.number(), s.address(), 8);
            }
        }
    }
}
