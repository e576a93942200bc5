package io.jlinux.cgroup;

import io.jlinux.cgroup.file.StatText;
import io.jlinux.cgroup.stat.Pressure;
import io.jlinux.cgroup.watch.EventLoop;
import io.jlinux.cgroup.watch.Watch;
import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.Poll;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** One PSI trigger: a descriptor of a pressure file to which the threshold was written. */
final class PressureWatch {
    private static final int ROOM = 1024;

    private final PressureTrigger trigger;
    private final Fd file;
    private final Delivery<Pressure> delivery;
    private Duration total = Duration.ZERO;

    private PressureWatch(PressureTrigger trigger, Fd file, Delivery<Pressure> delivery) {
        this.trigger = trigger;
        this.file = file;
        this.delivery = delivery;
    }

    /** @param file of the pressure, open for reading and writing; taken over */
    static void start(PressureTrigger trigger, Fd file, Delivery<Pressure> delivery) throws LinuxException {
        delivery.own(file::close);
        try {
            PressureWatch watch = new PressureWatch(trigger, file, delivery);
            write(trigger, file);
            watch.total = watch.line(watch.read()).map(Pressure.Line::total).orElse(Duration.ZERO);
            Watch ready = EventLoop.get().onReady(file, Poll.POLLPRI, watch::reported);
            delivery.own(ready::close);
        } catch (LinuxException | RuntimeException e) {
            delivery.close();
            throw e;
        }
    }

    /** With a NUL behind it, which the kernel overwrites in what it takes for the end. */
    private static void write(PressureTrigger trigger, Fd file) throws LinuxException {
        String text = trigger.toString();
        try (Scratch s = Scratch.borrow()) {
            s.string(0, text);
            long r = RawSyscall.call(Syscall.WRITE, file.number(), s.address(), text.length() + 1);
            if (RawSyscall.failed(r)) throw error("write '" + text + "' to", file.label(), (int) -r);
        }
    }

    static LinuxException error(String operation, String target, int errno) {
        String hint = switch (Errno.of(errno)) {
            case EINVAL ->
                "without CAP_SYS_RESOURCE the window has to be a multiple of 2 s, which Linux 6.4 or newer allows";
            case EPERM, EACCES ->
                "before Linux 6.4 only CAP_SYS_RESOURCE may watch the host; a cgroup's file must be ours to write";
            case EOPNOTSUPP -> "pressure is not accounted: boot with psi=1, and see cgroup.pressure";
            case ENOENT -> "this kernel accounts no such pressure (CONFIG_PSI, psi=1), or there is no v2 hierarchy";
            default -> null;
        };
        return new LinuxException(operation, target, errno, null, hint);
    }

    private void reported(int events) {
        if ((events & Poll.POLLERR) != 0) {
            delivery.end(); // the cgroup was removed
            return;
        }
        Pressure[] now = {Pressure.UNKNOWN};
        delivery.whileOpen(() -> {
            try {
                now[0] = read();
            } catch (LinuxException e) {
                now[0] = Pressure.UNKNOWN; // it is being removed: an error event will say so
            }
        });
        Optional<Pressure.Line> line = line(now[0]);
        if (line.isEmpty() || line.get().total().compareTo(total) <= 0) return; // it fires without a cause, too
        total = line.get().total();
        delivery.deliver(now[0]);
    }

    private Optional<Pressure.Line> line(Pressure p) {
        return trigger.full() ? p.full() : p.some();
    }

    private Pressure read() throws LinuxException {
        try (Scratch s = Scratch.borrow()) {
            long n = RawSyscall.call(Syscall.PREAD64, file.number(), s.address(), ROOM, 0);
            Result.check(n, "read", file.label());
            return StatText.pressure(new String(s.buffer().get(0, (int) n), StandardCharsets.US_ASCII));
        }
    }
}
