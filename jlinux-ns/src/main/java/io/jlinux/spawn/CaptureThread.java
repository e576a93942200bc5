package io.jlinux.spawn;

import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.Poll;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One thread and one epoll for all captured streams. Each gets one read in turn, so that one that floods takes nothing from the
 * others but time.
 */
final class CaptureThread {
    private static final int BATCH = 64;

    private final Fd epoll;
    private final Map<Long, CaptureSink> sinks = new ConcurrentHashMap<>();
    private final Map<CaptureSink, Long> ids = new ConcurrentHashMap<>();
    private final AtomicLong next = new AtomicLong();

    private CaptureThread(Fd epoll) {
        this.epoll = epoll;
        HomeThread.of("jlinux-capture", 128 * 1024, this::run).start();
    }

    private static final class Holder {
        static final CaptureThread INSTANCE = new CaptureThread(open());

        private static Fd open() {
            long fd = RawSyscall.call(Syscall.EPOLL_CREATE1, Poll.EPOLL_CLOEXEC);
            if (fd < 0) throw new IllegalStateException("epoll_create1: " + Errno.describe((int) -fd));
            return Fd.adopt((int) fd, "capture");
        }
    }

    static CaptureThread get() {
        return Holder.INSTANCE;
    }

    void add(CaptureSink sink) throws LinuxException {
        long id = next.incrementAndGet();
        sinks.put(id, sink);
        ids.put(sink, id);
        long r = control(Poll.EPOLL_CTL_ADD, sink.fd(), id);
        if (r < 0) {
            sinks.remove(id);
            ids.remove(sink);
            Result.check(r, "epoll_ctl", sink.fd().label());
        }
    }

    /** Before its descriptor is closed. */
    void forget(CaptureSink sink) {
        Long id = ids.remove(sink);
        if (id == null) return;
        sinks.remove(id);
        control(Poll.EPOLL_CTL_DEL, sink.fd(), id);
    }

    private long control(int operation, Fd fd, long id) {
        return Poll.control(epoll.number(), operation, fd.number(), Poll.POLLIN, id);
    }

    private void run() {
        NativeBuffer events = NativeBuffer.allocate(BATCH * Poll.EPOLL_EVENT_SIZE);
        while (true) {
            long n = RawSyscall.call(Syscall.EPOLL_PWAIT, epoll.number(), events.address(), BATCH, -1, 0, 8);
            for (int i = 0; i < n; i++) {
                CaptureSink sink = sinks.get(events.getLong(i * Poll.EPOLL_EVENT_SIZE + Poll.EPOLL_EVENT_DATA));
                if (sink == null) continue;
                try {
                    sink.readOnce();
                } catch (Throwable e) {
                    Reaper.survived("a captured stream", e);
                }
            }
        }
    }
}
