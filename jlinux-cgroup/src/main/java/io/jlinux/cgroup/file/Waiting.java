package io.jlinux.cgroup.file;

import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.time.Duration;

/** Bounded waits by ppoll(2). An interrupt of the thread does not end them: they are part of a clean-up. */
public final class Waiting {
    private final long end;
    private long pause = 100_000;

    private Waiting(Duration atMost) {
        end = System.nanoTime() + atMost.toNanos();
    }

    public static Waiting atMost(Duration time) {
        return new Waiting(time);
    }

    public boolean isOver() {
        return System.nanoTime() - end >= 0;
    }

    /** Sleeps a little, longer each time: 0.1 ms at first, 20 ms at last. */
    public void pause() {
        poll(-1, 0, pause);
        pause = Math.min(pause * 2, 20_000_000);
    }

    /** Waits for {@code events} of {@code fd}, at most {@code nanos} and not beyond the end. */
    public void poll(int fd, int events, long nanos) {
        long time = Math.max(0, Math.min(nanos, end - System.nanoTime()));
        try (Scratch s = Scratch.borrow()) {
            s.buffer().putLong(0, time / 1_000_000_000).putLong(8, time % 1_000_000_000);
            s.buffer().putInt(16, fd).putShort(20, events).putShort(22, 0);
            RawSyscall.call(Syscall.PPOLL, s.address() + 16, fd < 0 ? 0 : 1, s.address(), 0, 8);
        }
    }
}
