package io.jlinux.cgroup;

import io.jlinux.cgroup.CgroupEvent.Kind;
import io.jlinux.cgroup.file.CgroupDir;
import io.jlinux.cgroup.file.FlatKeyed;
import io.jlinux.cgroup.watch.EventLoop;
import io.jlinux.cgroup.watch.Watch;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.Poll;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.util.Set;

/**
 * OOM of a v1 cgroup: an eventfd that is named in {@code cgroup.event_control} together with {@code memory.oom_control}.
 *
 * <p>v1 reports that the limit is hit before it kills, and not the kill; so the count of kills is looked at a few more times
 * after a report.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v1/memory.html#oom-control">OOM control</a>
 */
final class V1OomWatch {
    private static final long[] LOOKS = {1, 4, 20, 100, 500, 2000};

    private final EventLoop loop;
    private final CgroupDir dir;
    private final Fd event;
    private final String name;
    private final Set<Kind> kinds;
    private final Delivery<CgroupEvent> delivery;
    private long ooms;
    private long kills;

    private V1OomWatch(
            EventLoop loop, CgroupDir dir, Fd event, String name, Set<Kind> kinds, Delivery<CgroupEvent> delivery) {
        this.loop = loop;
        this.dir = dir;
        this.event = event;
        this.name = name;
        this.kinds = kinds;
        this.delivery = delivery;
    }

    /** @param dir owned by {@code delivery} */
    static void start(EventLoop loop, CgroupDir dir, String name, Set<Kind> kinds, Delivery<CgroupEvent> delivery)
            throws LinuxException {
        long r = RawSyscall.call(Syscall.EVENTFD2, 0, Poll.EFD_CLOEXEC | Poll.EFD_NONBLOCK);
        Fd event = Fd.adopt((int) Result.check(r, "eventfd", "for " + dir), "eventfd");
        delivery.own(event::close);
        V1OomWatch watch = new V1OomWatch(loop, dir, event, name, kinds, delivery);
        try (Fd control = dir.fd().openAt("memory.oom_control", Fcntl.O_RDONLY)) {
            dir.write("cgroup.event_control", event.number() + " " + control.number());
        }
        Watch ready = loop.onReady(event, Poll.POLLIN, events -> watch.reported());
        delivery.own(ready::close);
        delivery.whileOpen(() -> watch.kills = watch.count());
    }

    private void reported() {
        long[] times = new long[1];
        delivery.whileOpen(() -> {
            try (Scratch s = Scratch.borrow()) {
                long n = RawSyscall.call(Syscall.READ, event.number(), s.address(), 8);
                times[0] = n == 8 && !dir.isGone() ? s.buffer().getLong(0) : 0; // a removal is reported too
            }
        });
        if (times[0] == 0) return;
        ooms += times[0];
        if (kinds.contains(Kind.OOM)) delivery.deliver(new CgroupEvent(Kind.OOM, name, times[0], ooms));
        if (kinds.contains(Kind.OOM_KILL)) look(0);
    }

    private void look(int attempt) {
        long[] now = {kills};
        delivery.whileOpen(() -> now[0] = count());
        if (now[0] > kills) {
            long before = kills;
            kills = now[0];
            delivery.deliver(new CgroupEvent(Kind.OOM_KILL, name, now[0] - before, now[0]));
        }
        if (attempt < LOOKS.length && delivery.isActive()) loop.later(LOOKS[attempt], () -> look(attempt + 1));
    }

    private long count() {
        try {
            return FlatKeyed.parse(dir.read("memory.oom_control"))
                    .get("oom_kill")
                    .orElse(0);
        } catch (LinuxException e) {
            return kills;
        }
    }
}
