package io.jlinux.spawn;

import io.jlinux.sys.Fd;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the reaper's thread has to do later, by the one timer of a timerfd. Thread-safe. */
final class Deadlines {
    /** One thing to do; it can be forgotten. */
    static final class Deadline {
        private final long at;
        private @Nullable Runnable task;

        private Deadline(long at, Runnable task) {
            this.at = at;
            this.task = task;
        }
    }

    private final Fd timer;
    private final PriorityQueue<Deadline> queue = new PriorityQueue<>(Comparator.comparingLong((Deadline d) -> d.at));
    private long armedFor = Long.MAX_VALUE;

    Deadlines(Fd timer) {
        this.timer = timer;
    }

    Fd timer() {
        return timer;
    }

    /** Has {@code task}, which must be short, run after {@code nanos} on the reaper's thread. */
    synchronized Deadline after(long nanos, Runnable task) {
        Deadline d = new Deadline(System.nanoTime() + nanos, task);
        queue.add(d);
        arm();
        return d;
    }

    /** Forgets it, if it has not begun. What it held can be collected at once. */
    synchronized void forget(Deadline d) {
        d.task = null;
        queue.remove(d);
    }

    private void arm() {
        Deadline first = queue.peek();
        if (first == null || first.at == armedFor) return;
        armedFor = first.at;
        long nanos = Math.max(1, first.at - System.nanoTime());
        try (Scratch s = Scratch.borrow()) {
            s.buffer().putLong(0, 0).putLong(8, 0);
            s.buffer().putLong(16, nanos / TimeUnit.SECONDS.toNanos(1));
            s.buffer().putLong(24, nanos % TimeUnit.SECONDS.toNanos(1));
            RawSyscall.call(Syscall.TIMERFD_SETTIME, timer.number(), 0, s.address(), 0);
        }
    }

    /** The timer has fired. */
    void run() {
        try (Scratch s = Scratch.borrow()) {
            RawSyscall.call(Syscall.READ, timer.number(), s.address(), 8);
        }
        for (Runnable task = due(); task != null; task = due()) {
            try {
                task.run();
            } catch (Throwable e) {
                Reaper.survived("a deadline", e);
            }
        }
    }

    private synchronized @Nullable Runnable due() {
        while (true) {
            Deadline first = queue.peek();
            if (first == null || first.at - System.nanoTime() > 0) {
                armedFor = Long.MAX_VALUE;
                arm();
                return null;
            }
            queue.remove();
            if (first.task != null) return first.task;
        }
    }
}
