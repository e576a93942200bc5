package io.jlinux.sys.raw;

/**
 * Flags of poll(2), epoll(7), eventfd(2) and timerfd_create(2), and the layout of their structures.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/epoll.7.html">epoll(7)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/poll.2.html">poll(2)</a>
 */
public final class Poll {
    public static final int POLLIN = 0x1;
    public static final int POLLPRI = 0x2;
    public static final int POLLOUT = 0x4;
    public static final int POLLERR = 0x8;
    public static final int POLLHUP = 0x10;
    public static final int EPOLLONESHOT = 1 << 30;
    public static final int EPOLLET = 1 << 31;
    public static final int EPOLL_CLOEXEC = 0x80000;
    public static final int EPOLL_CTL_ADD = 1;
    public static final int EPOLL_CTL_DEL = 2;
    public static final int EPOLL_CTL_MOD = 3;
    public static final int EFD_CLOEXEC = 0x80000;
    public static final int EFD_NONBLOCK = 0x800;
    public static final int TFD_CLOEXEC = 0x80000;
    public static final int TFD_NONBLOCK = 0x800;

    /** {@code struct epoll_event} is packed on x86_64 only. */
    public static final int EPOLL_EVENT_SIZE = epollEventSize(Arch.current());

    public static final int EPOLL_EVENT_DATA = EPOLL_EVENT_SIZE - 8;

    private Poll() {}

    /** epoll_ctl(2): of this epoll the descriptor is to be watched for {@code events}, which are told with {@code data}; 0 or -errno. */
    public static long control(long epoll, int operation, long fd, int events, long data) {
        try (Scratch s = Scratch.borrow()) {
            s.buffer().putInt(0, events).putLong(EPOLL_EVENT_DATA, data);
            return RawSyscall.call(Syscall.EPOLL_CTL, epoll, operation, fd, s.address());
        }
    }

    static int epollEventSize(Arch arch) {
        return arch == Arch.X86_64 ? 12 : 16;
    }
}
