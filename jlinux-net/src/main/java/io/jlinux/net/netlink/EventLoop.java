package io.jlinux.net.netlink;

import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.Poll;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread and one epoll for the subscriptions of all sockets, from the first one on.
 *
 * <p>Descriptors are known by a number of our own: theirs are used again.
 */
final class EventLoop {
    private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);
    private static final int BATCH = 64;
    private static @Nullable EventLoop instance;

    private final Fd epoll;
    private final ConcurrentMap<Long, Runnable> watched = new ConcurrentHashMap<>();
    private final AtomicLong next = new AtomicLong();
    private final Thread thread;

    private EventLoop(Fd epoll) {
        this.epoll = epoll;
        this.thread = new Thread(null, this::run, "jlinux-netlink-events", 512 * 1024);
        thread.setDaemon(true);
    }

    static synchronized EventLoop get() throws LinuxException {
        if (instance != null) return instance;
        long r = RawSyscall.call(Syscall.EPOLL_CREATE1, Poll.EPOLL_CLOEXEC);
        EventLoop loop = new EventLoop(Fd.adopt((int) Result.check(r, "epoll_create", ""), "epoll"));
        loop.thread.start();
        instance = loop;
        return loop;
    }

    /** Runs {@code ready} on the thread of the loop whenever {@code fd} can be read. Returns what ends that. */
    Runnable watch(Fd fd, Runnable ready) throws LinuxException {
        long id = next.incrementAndGet();
        watched.put(id, ready);
        long r = control(Poll.EPOLL_CTL_ADD, fd, id);
        if (RawSyscall.failed(r)) {
            watched.remove(id);
            Result.check(r, "watch", fd.label());
        }
        return () -> {
            if (watched.remove(id) != null) control(Poll.EPOLL_CTL_DEL, fd, id);
        };
    }

    private long control(int operation, Fd fd, long id) {
        return Poll.control(epoll.number(), operation, fd.number(), Poll.POLLIN, id);
    }

    private void run() {
        NativeBuffer events = NativeBuffer.allocate(BATCH * Poll.EPOLL_EVENT_SIZE);
        while (true) {
            long n = RawSyscall.call(Syscall.EPOLL_PWAIT, epoll.number(), events.address(), BATCH, -1, 0, 8);
            for (int i = 0; i < n; i++) {
                long id = events.getLong(i * Poll.EPOLL_EVENT_SIZE + Poll.EPOLL_EVENT_DATA);
                Runnable ready = watched.get(id);
                if (ready != null) guarded(ready);
            }
            events.keepAlive();
        }
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) { // one subscription must not end the thread of all
            LOG.warn("a netlink subscription failed", e);
        }
    }
}
