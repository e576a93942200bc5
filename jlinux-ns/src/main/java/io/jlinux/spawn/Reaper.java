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
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread and one epoll for all children: takes the status of each when its pidfd says that it has ended.
 *
 * <p>A new child is left alone for its first {@value #GRACE_MILLIS} ms: most that short are waited for by the thread that
 * started them, and to watch them as well would wake a second thread at each end and cost a quarter of a spawn. Who asks
 * for a future has the child watched at once.
 *
 * <p>Children are known by a number of our own, never by pid or descriptor: those are used again. Edge-triggered, because a
 * child that somebody traces can have ended and its status still be kept back: the kernel tells again when it is free.
 */
final class Reaper {
    private static final Logger LOG = LoggerFactory.getLogger(Reaper.class);
    private static final int BATCH = 64;
    private static final int GRACE_MILLIS = 20;
    private static final long GRACE = TimeUnit.MILLISECONDS.toNanos(GRACE_MILLIS);
    private static final long TIMER = 0;
    private static final long DEADLINES = -1;
    private static final int CLOCK_MONOTONIC = 1;

    private final Fd epoll;
    private final Fd timer;
    private final Deadlines deadlines;
    private final ConcurrentMap<Long, LinuxProcess> watched = new ConcurrentHashMap<>();
    private final Queue<Young> young = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean armed = new AtomicBoolean();
    private final AtomicLong next = new AtomicLong(TIMER);

    private record Young(LinuxProcess process, long since) {}

    private Reaper(Fd epoll, Fd timer, Deadlines deadlines) {
        this.epoll = epoll;
        this.timer = timer;
        this.deadlines = deadlines;
        control(Poll.EPOLL_CTL_ADD, timer, Poll.POLLIN, TIMER);
        control(Poll.EPOLL_CTL_ADD, deadlines.timer(), Poll.POLLIN, DEADLINES);
        HomeThread.of("jlinux-reaper", 128 * 1024, this::run).start();
    }

    private static final class Holder {
        static final Reaper INSTANCE = new Reaper(
                open("epoll_create1", RawSyscall.call(Syscall.EPOLL_CREATE1, Poll.EPOLL_CLOEXEC)),
                timer(),
                new Deadlines(timer()));

        private static Fd timer() {
            int flags = Poll.TFD_CLOEXEC | Poll.TFD_NONBLOCK;
            return open("timerfd_create", RawSyscall.call(Syscall.TIMERFD_CREATE, CLOCK_MONOTONIC, flags));
        }

        private static Fd open(String operation, long fd) {
            if (fd < 0) throw new IllegalStateException(operation + ": " + Errno.describe((int) -fd));
            return Fd.adopt((int) fd, "reaper");
        }
    }

    static Reaper get() {
        return Holder.INSTANCE;
    }

    /** What is to be done later on this thread. */
    Deadlines deadlines() {
        return deadlines;
    }

    /** Has the status of a new {@code process} taken when it ends, unless somebody waits for it before. */
    void expect(LinuxProcess process) {
        young.add(new Young(process, System.nanoTime()));
        arm();
    }

    /** A timer and not a wake-up: the thread must not run beside the child that has just begun. */
    private void arm() {
        if (!armed.compareAndSet(false, true)) return;
        try (Scratch s = Scratch.borrow()) {
            s.buffer().putLong(0, 0).putLong(8, 0).putLong(16, 0).putLong(24, GRACE);
            RawSyscall.call(Syscall.TIMERFD_SETTIME, timer.number(), 0, s.address(), 0);
        }
    }

    /** Has the status of {@code process} taken as soon as it ends. */
    long watch(LinuxProcess process, Fd pidFd) throws LinuxException {
        long id = next.incrementAndGet();
        watched.put(id, process);
        long r = control(Poll.EPOLL_CTL_ADD, pidFd, Poll.POLLIN | Poll.EPOLLET, id);
        if (r < 0) {
            watched.remove(id);
            Result.check(r, "epoll_ctl", pidFd.label());
        }
        return id;
    }

    /** Forgets a process whose status has been taken, before its pidfd is closed. */
    void forget(long id, Fd pidFd) {
        if (watched.remove(id) != null) control(Poll.EPOLL_CTL_DEL, pidFd, 0, id);
    }

    private long control(int operation, Fd fd, int events, long id) {
        return Poll.control(epoll.number(), operation, fd.number(), events, id);
    }

    private void run() {
        NativeBuffer events = NativeBuffer.allocate(BATCH * Poll.EPOLL_EVENT_SIZE);
        while (true) {
            long n = RawSyscall.call(Syscall.EPOLL_PWAIT, epoll.number(), events.address(), BATCH, -1, 0, 8);
            for (int i = 0; i < n; i++) {
                try {
                    happened(events.getLong(i * Poll.EPOLL_EVENT_SIZE + Poll.EPOLL_EVENT_DATA));
                } catch (Throwable e) {
                    survived("the reaper", e);
                }
            }
        }
    }

    private void happened(long id) {
        if (id == TIMER) timerFired();
        if (id == DEADLINES) deadlines.run();
        LinuxProcess p = watched.get(id);
        if (p != null) reap(p);
    }

    private void timerFired() {
        try (Scratch s = Scratch.borrow()) {
            RawSyscall.call(Syscall.READ, timer.number(), s.address(), 8);
        }
        armed.set(false);
        try {
            watchGrown();
        } finally {
            if (!young.isEmpty()) arm();
        }
    }

    /** From now on watches the children that are past their grace and still there. */
    private void watchGrown() {
        long now = System.nanoTime();
        for (Young y = young.peek(); y != null && now - y.since >= GRACE; y = young.peek()) {
            young.remove();
            reap(y.process);
            try {
                y.process.watch();
            } catch (LinuxException | RuntimeException e) {
                LOG.warn("{} cannot be watched, and is looked at now and then", y.process, e);
                young.add(new Young(y.process, now));
            }
        }
    }

    private void reap(LinuxProcess p) {
        try {
            p.reap();
        } catch (Throwable e) {
            survived(p, e);
            // the kernel has told of its end, and does not tell again
            expect(p);
        }
    }

    /** Whatever comes out of work on the one thread that takes the status of children, an Error too, must not end it. */
    static void survived(Object whose, Throwable what) {
        try {
            LOG.warn("work of {} on the shared thread failed", whose, what);
        } catch (Throwable again) {
            // no memory even to tell it
        }
    }
}
