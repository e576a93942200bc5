package io.jlinux.spawn;

import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.Poll;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor as a Java stream. A thread that is blocked in read or write is woken by close from another thread, and an
 * abandoned stream is closed when it is collected.
 */
final class FdStream {
    private static final Cleaner CLEANER = Cleaner.create(task -> HomeThread.of("jlinux-cleaner", 0, task));
    private static final int CHUNK = Scratch.SIZE;

    private FdStream() {}

    static InputStream input(Fd fd) {
        return new Input(fd);
    }

    static OutputStream output(Fd fd) {
        return new Output(fd);
    }

    /** ioctl(2) of the descriptor of a stream that {@link #input} made; fails with an exception when it has been closed. */
    static long ioctl(InputStream stream, int request, long argument) throws IOException {
        return ((Input) stream).channel.ioctl(request, argument);
    }

    /** The descriptor, how many calls are in it, and what wakes them. Holds no reference to the stream. */
    private static final class Channel implements Runnable {
        private final Fd fd;
        private final short events;
        private int inUse;
        private boolean closed;
        private boolean nonBlocking;
        private @Nullable Fd wake;

        Channel(Fd fd, int events) {
            this.fd = fd;
            this.events = (short) events;
        }

        private synchronized void enter() throws IOException {
            if (closed) throw new IOException("Stream closed");
            inUse++;
        }

        private synchronized void leave() {
            inUse--;
            if (closed && inUse == 0) release();
        }

        private synchronized void close() {
            if (closed) return;
            closed = true;
            if (inUse == 0) {
                release();
                return;
            }
            Fd w = wake;
            if (w != null) {
                try (Scratch s = Scratch.borrow()) {
                    s.buffer().putLong(0, 1);
                    RawSyscall.call(Syscall.WRITE, w.number(), s.address(), 8);
                }
            }
        }

        private void release() {
            fd.close();
            if (wake != null) wake.close();
        }

        private synchronized Fd wake() throws IOException {
            if (closed) throw new IOException("Stream closed");
            if (wake == null) {
                long r = RawSyscall.call(Syscall.EVENTFD2, 0, Poll.EFD_CLOEXEC);
                wake = Fd.adopt((int) Result.check(r, "eventfd", ""), "wake");
            }
            return wake;
        }

        /** Blocks until the descriptor is ready; throws when the stream is closed meanwhile. */
        private void await() throws IOException {
            try (Scratch s = Scratch.borrow()) {
                NativeBuffer b = s.buffer();
                b.putInt(0, fd.number()).putShort(4, events).putShort(6, 0);
                b.putInt(8, wake().number()).putShort(12, Poll.POLLIN).putShort(14, 0);
                long n;
                do {
                    n = RawSyscall.call(Syscall.PPOLL, s.address(), 2, 0, 0, 8);
                    synchronized (this) {
                        if (closed) throw new IOException("Stream closed");
                    }
                } while (Result.is(n, Errno.EINTR));
                Result.check(n, "poll", fd.label());
            }
        }

        /** Only poll(2) can be woken by a close, so read and write must not block. The child's end is another open file. */
        private synchronized void becomeNonBlocking() throws IOException {
            if (nonBlocking) return;
            long flags = Result.check(RawSyscall.call(Syscall.FCNTL, fd.number(), Fcntl.F_GETFL), "fcntl", fd.label());
            long r = RawSyscall.call(Syscall.FCNTL, fd.number(), Fcntl.F_SETFL, flags | Fcntl.O_NONBLOCK);
            Result.check(r, "fcntl", fd.label());
            nonBlocking = true;
        }

        private int transfer(Syscall call, byte[] b, int off, int len) throws IOException {
            enter();
            try (Scratch s = Scratch.borrow()) {
                becomeNonBlocking();
                ByteBuffer view = s.buffer().view();
                if (call == Syscall.WRITE) view.put(0, b, off, len);
                long n;
                while (true) {
                    n = RawSyscall.call(call, fd.number(), s.address(), len);
                    if (Result.is(n, Errno.EAGAIN)) await();
                    else if (!Result.is(n, Errno.EINTR)) break;
                }
                // a pty whose other side is gone says EIO where a pipe says end of file
                if (call == Syscall.READ && Result.is(n, Errno.EIO)) return 0;
                if (n < 0) throw new LinuxException(call.kernelName(), fd.label(), (int) -n);
                if (call == Syscall.READ) view.get(0, b, off, (int) n);
                return (int) n;
            } finally {
                leave();
            }
        }

        private long ioctl(int request, long argument) throws IOException {
            enter();
            try {
                return RawSyscall.call(Syscall.IOCTL, fd.number(), request, argument);
            } finally {
                leave();
            }
        }

        private int available() throws IOException {
            enter();
            try (Scratch s = Scratch.borrow()) {
                s.buffer().putInt(0, 0);
                long r = RawSyscall.call(Syscall.IOCTL, fd.number(), 0x541b, s.address()); // FIONREAD
                return r < 0 ? 0 : s.buffer().getInt(0);
            } finally {
                leave();
            }
        }

        @Override
        public void run() {
            close();
        }
    }

    private static final class Input extends InputStream {
        private final Channel channel;
        private final Cleaner.Cleanable cleanable;

        Input(Fd fd) {
            channel = new Channel(fd, Poll.POLLIN);
            cleanable = CLEANER.register(this, channel);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] b, int off, int len) throws IOException {
            Objects.checkFromIndexSize(off, len, b.length);
            if (len == 0) return 0;
            int n = channel.transfer(Syscall.READ, b, off, Math.min(len, CHUNK));
            return n == 0 ? -1 : n;
        }

        @Override
        public int available() throws IOException {
            return channel.available();
        }

        @Override
        public void close() {
            cleanable.clean();
        }
    }

    private static final class Output extends OutputStream {
        private final Channel channel;
        private final Cleaner.Cleanable cleanable;

        Output(Fd fd) {
            channel = new Channel(fd, Poll.POLLOUT);
            cleanable = CLEANER.register(this, channel);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] b, int off, int len) throws IOException {
            Objects.checkFromIndexSize(off, len, b.length);
            int done = 0;
            while (done < len) done += channel.transfer(Syscall.WRITE, b, off + done, Math.min(len - done, CHUNK));
        }

        @Override
        public void close() {
            cleanable.clean();
        }
    }
}
