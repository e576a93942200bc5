package io.jlinux.cgroup.watch;

import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.Poll;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread and one epoll for every watch of every cgroup.
 *
 * <pre>
 *   epoll ── inotify ── memory.events, pids.events, cgroup.events, directories above
 *         ├─ PSI triggers, eventfds of v1        (one descriptor each)
 *         └─ wake-up                             (a timer was set)
 * </pre>
 *
 * <p>Descriptors are known by a number of our own: theirs are used again. What is run on the thread must be brief.
 */
public final class EventLoop {
    private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);
    private static final int BATCH = 64;
    private static final long WAKE_UP = 0;
    private static final long INOTIFY = 1;
    private static @Nullable EventLoop instance;

    private record Timer(long at, Runnable task) {}

    private final Fd epoll;
    private final Fd wakeUp;
    private final Inotify inotify;
    private final ConcurrentMap<Long, IntConsumer> polled = new ConcurrentHashMap<>();
    private final AtomicLong next = new AtomicLong(INOTIFY);
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(Timer::at));

    private EventLoop(Fd epoll, Fd wakeUp, Inotify inotify) throws LinuxException {
        this.epoll = epoll;
        this.wakeUp = wakeUp;
        this.inotify = inotify;
        Result.check(control(Poll.EPOLL_CTL_ADD, wakeUp, Poll.POLLIN, WAKE_UP), "epoll_ctl", "wake-up");
        Result.check(control(Poll.EPOLL_CTL_ADD, inotify.fd(), Poll.POLLIN, INOTIFY), "epoll_ctl", "inotify");
    }

    /** The one of this JVM, started at the first call; a call that fails may be repeated. */
    public static synchronized EventLoop get() throws LinuxException {
        if (instance != null) return instance;
        Inotify inotify = Inotify.open();
        try (Closing opened = new Closing(inotify.fd())) {
            Fd epoll = opened.add("epoll", RawSyscall.call(Syscall.EPOLL_CREATE1, Poll.EPOLL_CLOEXEC));
            Fd wake = opened.add("eventfd", RawSyscall.call(Syscall.EVENTFD2, 0, Poll.EFD_CLOEXEC | Poll.EFD_NONBLOCK));
            EventLoop loop = new EventLoop(epoll, wake, inotify);
            Thread thread = new Thread(null, loop::run, "jlinux-cgroup-events", 256 * 1024);
            thread.setDaemon(true);
            thread.start();
            opened.keep();
            instance = loop;
            return loop;
        }
    }

    /** Runs {@code changed} after every change of a file of the cgroup {@code dir}. */
    public Watch onChange(Fd dir, String file, Runnable changed) throws LinuxException {
        return inotified(dir, file, new Inotify.Listener("", changed));
    }

    /** Runs {@code removed} when {@code name} has been removed from the directory above {@code dir}. */
    public Watch onRemoval(Fd dir, String name, Runnable removed) throws LinuxException {
        return inotified(dir, "..", new Inotify.Listener(name, removed));
    }

    private Watch inotified(Fd dir, String file, Inotify.Listener listener) throws LinuxException {
        int watch = inotify.add(dir, file, listener);
        return () -> inotify.remove(watch, listener);
    }

    /** Runs {@code ready} with the events that poll(2) reports of {@code fd}, which must be open until the watch is ended. */
    public Watch onReady(Fd fd, int events, IntConsumer ready) throws LinuxException {
        long id = next.incrementAndGet();
        polled.put(id, ready);
        long r = control(Poll.EPOLL_CTL_ADD, fd, events, id);
        if (RawSyscall.failed(r)) {
            polled.remove(id);
            Result.check(r, "watch", fd.label());
        }
        return () -> {
            if (polled.remove(id) != null) control(Poll.EPOLL_CTL_DEL, fd, 0, id);
        };
    }

    /** Runs {@code task} on the thread of the loop, {@code millis} from now. */
    public void later(long millis, Runnable task) {
        synchronized (timers) {
            timers.add(new Timer(System.nanoTime() + millis * 1_000_000, task));
        }
        try (Scratch s = Scratch.borrow()) {
            s.buffer().putLong(0, 1);
            RawSyscall.call(Syscall.WRITE, wakeUp.number(), s.address(), 8);
        }
    }

    /** How many files and descriptors are watched. */
    public int size() {
        return inotify.size() + polled.size();
    }

    private long control(int operation, Fd fd, int events, long id) {
        return Poll.control(epoll.number(), operation, fd.number(), events, id);
    }

    private void run() {
        NativeBuffer events = NativeBuffer.allocate(BATCH * Poll.EPOLL_EVENT_SIZE);
        while (true) {
            int timeout = runTimers();
            long n = RawSyscall.call(Syscall.EPOLL_PWAIT, epoll.number(), events.address(), BATCH, timeout, 0, 8);
            for (int i = 0; i < n; i++) {
                int what = events.getInt(i * Poll.EPOLL_EVENT_SIZE);
                long id = events.getLong(i * Poll.EPOLL_EVENT_SIZE + Poll.EPOLL_EVENT_DATA);
                guarded(() -> handle(id, what));
            }
            events.keepAlive();
        }
    }

    private void handle(long id, int what) {
        if (id == WAKE_UP) {
            try (Scratch s = Scratch.borrow()) {
                RawSyscall.call(Syscall.READ, wakeUp.number(), s.address(), 8);
            }
        } else if (id == INOTIFY) {
            inotify.dispatch();
        } else {
            IntConsumer ready = polled.get(id);
            if (ready != null) ready.accept(what);
        }
    }

    /** Runs those that are due; returns how many milliseconds the next one is away, -1 for none. */
    private int runTimers() {
        while (true) {
            Timer due;
            synchronized (timers) {
                Timer first = timers.peek();
                if (first == null) return -1;
                long away = first.at - System.nanoTime();
                if (away > 0) return (int) Math.min(Integer.MAX_VALUE, away / 1_000_000 + 1);
                due = timers.remove();
            }
            guarded(due.task);
        }
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            // an Error, too, must not end the watches of others
            survived(e);
        }
    }

    private static void survived(Throwable what) {
        try {
            LOG.warn("a watch of a cgroup failed", what);
        } catch (Throwable again) {
            // no memory even to tell it
        }
    }

    /** Closes what was opened so far, unless all of it was. */
    private static final class Closing implements AutoCloseable {
        private final List<Fd> opened = new ArrayList<>();

        Closing(Fd first) {
            opened.add(first);
        }

        Fd add(String name, long result) throws LinuxException {
            if (RawSyscall.failed(result)) throw new LinuxException("open", name, (int) -result);
            Fd fd = Fd.adopt((int) result, name);
            opened.add(fd);
            return fd;
        }

        void keep() {
            opened.clear();
        }

        @Override
        public void close() {
            opened.forEach(Fd::close);
        }
    }
}
