package io.jlinux.sys;

import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.Poll;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;

/**
 * A descriptor of one process: unlike a pid, it never comes to mean another one.
 *
 * <p>Owned: {@link #close()} closes the descriptor and leaves the process alone. Thread-safe.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/pidfd_open.2.html">pidfd_open(2)</a>
 */
public final class PidFd implements AutoCloseable {
    private final long pid;
    private final Fd fd;

    private PidFd(long pid, Fd fd) {
        this.pid = pid;
        this.fd = fd;
    }

    /**
     * pidfd_open(2) of a running process.
     *
     * @throws LinuxException {@code ESRCH} when there is none with this pid
     */
    public static PidFd open(long pid) throws LinuxException {
        if (pid <= 0 || pid > Integer.MAX_VALUE) throw new IllegalArgumentException("not a pid: " + pid);
        long fd = Result.check(RawSyscall.call(Syscall.PIDFD_OPEN, pid, 0), "pidfd_open", "pid " + pid);
        return new PidFd(pid, Fd.adopt((int) fd, "pidfd of " + pid));
    }

    /** Takes ownership of {@code fd}, a pidfd of {@code pid}. */
    public static PidFd adopt(long pid, int fd) {
        return new PidFd(pid, Fd.adopt(fd, "pidfd of " + pid));
    }

    /** The pid it was opened from, as seen from this process' pid namespace. */
    public long pid() {
        return pid;
    }

    /** The descriptor, open as long as this object is: to be polled, or passed to system calls. */
    public Fd fd() {
        return fd;
    }

    /**
     * pidfd_send_signal(2).
     *
     * @throws LinuxException {@code ESRCH} when it has ended and been waited for, {@code EPERM} when it is another's
     */
    public void send(Signal signal) throws LinuxException {
        send(signal.number());
    }

    /** As above, with a number: 0 only checks, real-time signals have no name here. */
    public void send(int signal) throws LinuxException {
        if (signal < 0 || signal > 64) throw new IllegalArgumentException("not a signal: " + signal);
        long r = RawSyscall.call(Syscall.PIDFD_SEND_SIGNAL, fd.number(), signal, 0, 0);
        Result.check(r, "send " + Signal.describe(signal) + " to", "pid " + pid);
    }

    /** Whether the process has ended (it may still be waiting to be reaped). Does not block. */
    public boolean hasExited() throws LinuxException {
        NativeBuffer p = NativeBuffer.allocate(8).putInt(0, fd.number()).putShort(4, Poll.POLLIN);
        NativeBuffer zero = NativeBuffer.allocate(16);
        long n = RawSyscall.call(Syscall.PPOLL, p.address(), 1, zero.address(), 0, 8);
        p.keepAlive();
        zero.keepAlive();
        return Result.check(n, "poll", fd.label()) == 1;
    }

    /** pidfd_getfd(2): a copy of a descriptor of that process, {@code O_CLOEXEC}. Needs ptrace rights over it. */
    public Fd getFd(int number) throws LinuxException {
        long r = RawSyscall.call(Syscall.PIDFD_GETFD, fd.number(), number, 0);
        int copy = (int) Result.check(r, "pidfd_getfd " + number + " of", "pid " + pid);
        RawSyscall.call(Syscall.FCNTL, copy, Fcntl.F_SETFD, Fcntl.FD_CLOEXEC);
        return Fd.adopt(copy, "fd " + number + " of pid " + pid);
    }

    @Override
    public void close() {
        fd.close();
    }

    @Override
    public String toString() {
        return fd.toString();
    }
}
