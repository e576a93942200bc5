package io.jlinux.cgroup.v2;

import io.jlinux.cgroup.file.CgroupDir;
import io.jlinux.cgroup.file.Waiting;
import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.Poll;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;

/** {@code cgroup.events}, whose changes poll(2) reports as POLLPRI. */
final class EventsFile {
    private EventsFile() {}

    /** Waits until the file has {@code line}; a cgroup that is gone has {@code populated 0}. */
    static boolean await(CgroupDir dir, String line, Waiting waiting) throws LinuxException {
        try (Fd file = dir.fd().openAt("cgroup.events", Fcntl.O_RDONLY)) {
            while (true) {
                if (read(file).contains(line)) return true;
                if (waiting.isOver()) return false;
                waiting.poll(file.number(), Poll.POLLPRI, 100_000_000);
            }
        } catch (LinuxException e) {
            boolean gone = e.errno() == Errno.ENODEV || e.errno() == Errno.ENOENT;
            if (gone && dir.isGone() && line.equals("populated 0")) return true;
            throw e;
        }
    }

    private static String read(Fd file) throws LinuxException {
        try (Scratch s = Scratch.borrow()) {
            long n = RawSyscall.call(Syscall.PREAD64, file.number(), s.address(), 256, 0);
            Result.check(n, "read", file.label());
            s.buffer().putByte((int) n, 0);
            return s.buffer().getString(0);
        }
    }
}
