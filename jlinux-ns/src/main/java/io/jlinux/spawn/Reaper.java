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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread and one epoll for all children: takes the status of each when its pidfd says that it has ended.
 *
 * <p>Children are known by a number of our own, never by pid or descriptor: those are used again. Edge-triggered, because a
 * child that somebody traces can have ended and its status still be kept back: the kernel tells again when it is free.
 */
final class Reaper {
    private static final Logger LOG = LoggerFactory.getLogger(Reaper.class);
    private static final int BATCH = 64;

    private final Fd epoll;
    private final ConcurrentMap<Long, LinuxProcess> watched = new ConcurrentHashMap<>();
    private final AtomicLong next = new AtomicLong();

    private Reaper(Fd epoll) {
        this.epoll = epoll;
        Thread thread = new Thread(null, this::run, "jlinux-reaper", 128 * 1024);
        thread.setDaemon(true);
        thread.start();
    }

    private static final class Holder {
        static final Reaper INSTANCE = create();

        private static Reaper create() {
            long fd = RawSyscall.call(Syscall.EPOLL_CREATE1, Poll.EPOLL_CLOEXEC);
            if (fd < 0) throw new IllegalStateException("epoll_create1: " + Errno.describe((int) -fd));
            return new Reaper(Fd.adopt((int) fd, "reaper"));
        }
    }

    static Reaper get() {
        return Holder.INSTANCE;
    }

    /** Has the status of {@code process} taken when it ends. */
    long watch(LinuxProcess process, Fd pidFd) throws LinuxException {
        long id = next.incrementAndGet();
        watched.put(id, process);
        long r = control(Poll.EPOLL_CTL_ADD, pidFd, id);
        if (r < 0) {
            watched.remove(id);
            Result.check(r, "epoll_ctl", pidFd.label());
        }
        return id;
    }

    /** Forgets a process whose status has been taken, before its pidfd is closed. */
    void forget(long id, Fd pidFd) {
        if (watched.remove(id) != null) control(Poll.EPOLL_CTL_DEL, pidFd, id);
    }

    private long control(int operation, Fd pidFd, long id) {
        try (Scratch s = Scratch.borrow()) {
            s.buffer().putInt(0, Poll.POLLIN | Poll.EPOLLET).putLong(Poll.EPOLL_EVENT_DATA, id);
            return RawSyscall.call(Syscall.EPOLL_CTL, epoll.number(), operation, pidFd.number(), s.address());
        }
    }

    private void run() {
        NativeBuffer events = NativeBuffer.allocate(BATCH * Poll.EPOLL_EVENT_SIZE);
        while (true) {
            long n = RawSyscall.call(Syscall.EPOLL_PWAIT, epoll.number(), events.address(), BATCH, -1, 0, 8);
            for (int i = 0; i < n; i++) {
                LinuxProcess p = watched.get(events.getLong(i * Poll.EPOLL_EVENT_SIZE + Poll.EPOLL_EVENT_DATA));
                if (p == null) continue;
                try {
                    p.reap();
                } catch (RuntimeException e) {
                    LOG.warn("a listener of {} failed", p, e);
                }
            }
        }
    }
}
