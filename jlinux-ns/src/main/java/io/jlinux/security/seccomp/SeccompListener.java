package io.jlinux.security.seccomp;

import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.Poll;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The other end of a filter: gets the system calls for which a policy says {@link SeccompAction#NOTIFY}, of the process and of all its
 * children, and answers them.
 *
 * <pre>{@code
 * try (LinuxProcess p = spawn.seccomp(policy).start()) {
 *     p.seccompListener().orElseThrow().start(call -> SeccompAnswer.failure(Errno.EACCES));
 *     p.waitFor();
 * }
 * }</pre>
 *
 * <p>A call sleeps until it is answered: without anybody who listens the program hangs. After {@link #close()}, such calls are
 * {@code ENOSYS}.
 *
 * <p>Thread-safe: several threads may receive, and any may answer.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/seccomp_unotify.2.html">seccomp_unotify(2)</a>
 */
public final class SeccompListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SeccompListener.class);
    private static final int NOTIF_RECV = 0xc050_2100;
    private static final int NOTIF_SEND = 0xc018_2101;
    private static final int NOTIF_ID_VALID = 0x4008_2102;
    private static final int NOTIF_ADDFD = 0x4018_2103;
    private static final int USER_NOTIF_FLAG_CONTINUE = 1;
    private static final int ADDFD_FLAG_SETFD = 1;
    private static final int ADDFD_FLAG_SEND = 2;
    private static final int SECCOMP_GET_NOTIF_SIZES = 3;
    private static final int NOTIF_SIZE = 80;
    private static final int RESPONSE_SIZE = 24;
    private static final int EFD_CLOEXEC = 0x80000;

    private final Fd fd;
    private final Fd wake;
    private final int size;
    private final ReentrantLock receiving = new ReentrantLock();
    private int users;
    private boolean closed;

    private SeccompListener(Fd fd, Fd wake, int size) {
        this.fd = fd;
        this.wake = wake;
        this.size = size;
    }

    /**
     * Takes over a listener's descriptor, as seccomp(2) returns it or another process sends it.
     *
     * @throws LinuxException when no more descriptors can be opened; {@code fd} stays the caller's then
     */
    public static SeccompListener adopt(Fd fd) throws LinuxException {
        NativeBuffer sizes = NativeBuffer.allocate(8);
        long r = RawSyscall.call(Syscall.SECCOMP, SECCOMP_GET_NOTIF_SIZES, 0, sizes.address());
        sizes.keepAlive();
        Result.check(r, "ask for the size of", "notifications");
        long wake = RawSyscall.call(Syscall.EVENTFD2, 0, EFD_CLOEXEC);
        Fd wakeFd = Fd.adopt((int) Result.check(wake, "eventfd", "of a seccomp listener"), "wake-up");
        return new SeccompListener(fd, wakeFd, Math.max(NOTIF_SIZE, sizes.getShort(0)));
    }

    /** The descriptor; open until {@link #close()}, and this object's. Somebody who is sent a copy listens, too. */
    public Fd fd() {
        return fd;
    }

    /**
     * Waits for the next call.
     *
     * @return empty when nobody uses the filter any more (Linux 5.8), or the listener is closed
     */
    public Optional<SeccompNotification> receive() throws LinuxException {
        if (!enter()) return Optional.empty();
        // one at a time: who loses a race for a call would sleep in the kernel, where close() does not reach him
        receiving.lock();
        try {
            while (awaitCall()) {
                NativeBuffer b = NativeBuffer.allocate(size);
                long r = RawSyscall.call(Syscall.IOCTL, fd.number(), NOTIF_RECV, b.address());
                b.keepAlive();
                if (r == 0) return Optional.of(new SeccompNotification(this, b));
                // ENOENT: the caller was interrupted or died meanwhile
                if (!Result.is(r, Errno.ENOENT) && !Result.is(r, Errno.EINTR))
                    Result.check(r, "receive from", fd.label());
            }
            return Optional.empty();
        } finally {
            receiving.unlock();
            leave();
        }
    }

    /** Whether there is a call; false when there will be none. */
    private boolean awaitCall() throws LinuxException {
        NativeBuffer p = NativeBuffer.allocate(16);
        p.putInt(0, fd.number()).putShort(4, Poll.POLLIN);
        p.putInt(8, wake.number()).putShort(12, Poll.POLLIN);
        while (true) {
            p.putShort(6, 0).putShort(14, 0);
            long r = RawSyscall.call(Syscall.PPOLL, p.address(), 2, 0, 0, 8);
            p.keepAlive();
            if (Result.is(r, Errno.EINTR)) continue;
            Result.check(r, "poll", fd.label());
            if (p.getShort(14) != 0) return false;
            if ((p.getShort(6) & Poll.POLLIN) != 0) return true;
            if (p.getShort(6) != 0) return false;
        }
    }

    /**
     * Answers calls by {@code handler} on the calling thread, until nobody uses the filter any more or the listener is closed. What the
     * handler throws becomes an errno of the call.
     */
    public void serve(SeccompHandler handler) throws LinuxException {
        while (true) {
            Optional<SeccompNotification> n = receive();
            if (n.isEmpty()) return;
            n.get().answer(decide(handler, n.get()));
        }
    }

    private static SeccompAnswer decide(SeccompHandler handler, SeccompNotification n) {
        try {
            return handler.handle(n);
        } catch (LinuxException e) {
            LOG.debug("{} fails", n, e);
            return SeccompAnswer.failure(e.rawErrno());
        } catch (IOException | RuntimeException | Error e) {
            LOG.warn("no answer to {}: EPERM", n, e);
            return SeccompAnswer.failure(Errno.EPERM);
        }
    }

    /** As {@link #serve}, on a daemon thread of its own, which ends with the filter's last process or when this is closed. */
    public Thread start(SeccompHandler handler) {
        Thread thread = new Thread(null, () -> run(handler), "jlinux-seccomp", 0);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    void run(SeccompHandler handler) {
        try {
            serve(handler);
        } catch (LinuxException | IllegalStateException e) {
            LOG.warn("a seccomp listener has ended: its calls are not answered any more", e);
            close();
        }
    }

    boolean isValid(long id) throws LinuxException {
        if (!enter()) return false;
        try {
            NativeBuffer b = NativeBuffer.allocate(8).putLong(0, id);
            long r = RawSyscall.call(Syscall.IOCTL, fd.number(), NOTIF_ID_VALID, b.address());
            b.keepAlive();
            if (Result.is(r, Errno.ENOENT)) return false;
            Result.check(r, "ask about a call of", fd.label());
            return true;
        } finally {
            leave();
        }
    }

    int addFd(long id, Fd source, int number, boolean closeOnExec, boolean answers, String target)
            throws LinuxException {
        if (!enter()) throw new LinuxException("add a descriptor to", target, Errno.ENOENT.number());
        try {
            NativeBuffer b = NativeBuffer.allocate(RESPONSE_SIZE).putLong(0, id);
            b.putInt(8, (number >= 0 ? ADDFD_FLAG_SETFD : 0) | (answers ? ADDFD_FLAG_SEND : 0));
            b.putInt(12, source.number()).putInt(16, Math.max(0, number)).putInt(20, closeOnExec ? Fcntl.O_CLOEXEC : 0);
            long r = RawSyscall.call(Syscall.IOCTL, fd.number(), NOTIF_ADDFD, b.address());
            b.keepAlive();
            return (int) Result.check(r, "add a descriptor to", target);
        } finally {
            leave();
        }
    }

    boolean answer(long id, SeccompAnswer answer, String target) throws LinuxException {
        if (answer instanceof SeccompAnswer.Descriptor d) {
            try {
                addFd(id, d.fd(), -1, d.closeOnExec(), true, target);
                return true;
            } catch (LinuxException e) {
                if (e.errno() == Errno.ENOENT || e.errno() == Errno.EINPROGRESS) return false;
                // the caller must not wait for ever
                answer(id, SeccompAnswer.failure(e.rawErrno()), target);
                throw e;
            }
        }
        if (!enter()) return false;
        try {
            NativeBuffer b = NativeBuffer.allocate(RESPONSE_SIZE).putLong(0, id);
            if (answer instanceof SeccompAnswer.Value v) b.putLong(8, v.value());
            if (answer instanceof SeccompAnswer.Failure f) b.putInt(16, -f.errno());
            if (answer instanceof SeccompAnswer.Proceed) b.putInt(20, USER_NOTIF_FLAG_CONTINUE);
            long r = RawSyscall.call(Syscall.IOCTL, fd.number(), NOTIF_SEND, b.address());
            b.keepAlive();
            if (Result.is(r, Errno.ENOENT) || Result.is(r, Errno.EINPROGRESS)) return false;
            Result.check(r, "answer", target);
            return true;
        } finally {
            leave();
        }
    }

    /** Gives the descriptor away, for another process to listen; this object is closed. */
    public Fd detach() throws LinuxException {
        Fd copy = fd.duplicate();
        close();
        return copy;
    }

    private synchronized boolean enter() {
        if (closed) return false;
        users++;
        return true;
    }

    private synchronized void leave() {
        users--;
        release();
    }

    /** The descriptors are closed when nobody uses them: their numbers may become another's at once. */
    private void release() {
        if (!closed || users > 0) return;
        fd.close();
        wake.close();
    }

    /** Ends who receives; calls that wait, and later ones, are {@code ENOSYS}. */
    @Override
    public synchronized void close() {
        if (closed) return;
        closed = true;
        if (users > 0) {
            NativeBuffer one = NativeBuffer.allocate(8).putLong(0, 1);
            RawSyscall.call(Syscall.WRITE, wake.number(), one.address(), 8);
            one.keepAlive();
        }
        release();
    }
}
