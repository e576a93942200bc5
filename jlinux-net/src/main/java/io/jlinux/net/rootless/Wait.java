package io.jlinux.net.rootless;

import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.Poll;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.nio.charset.StandardCharsets;

/** Waiting for descriptors: ppoll(2). */
final class Wait {
    private static final int ENTRY = 8;
    private static final int TIME = 64;
    private static final long FOREVER = -1;

    private Wait() {}

    /** Until one of them can be read or is hung up. */
    static void any(Fd... fds) throws LinuxException {
        poll(FOREVER, fds);
    }

    /** As above, for a bounded time; false when that is over. A signal may end it early. */
    static boolean any(long nanos, Fd... fds) throws LinuxException {
        return poll(Math.max(0, nanos), fds);
    }

    private static boolean poll(long nanos, Fd... fds) throws LinuxException {
        NativeBuffer b = NativeBuffer.allocate(TIME + 16);
        for (int i = 0; i < fds.length; i++) {
            b.putInt(i * ENTRY, fds[i].number()).putInt(i * ENTRY + 4, Poll.POLLIN);
        }
        b.putLong(TIME, nanos / 1_000_000_000L).putLong(TIME + 8, nanos % 1_000_000_000L);
        long timeout = nanos == FOREVER ? 0 : b.address() + TIME;
        long n = RawSyscall.call(Syscall.PPOLL, b.address(), fds.length, timeout, 0, 8);
        b.keepAlive();
        if (Result.is(n, Errno.EINTR)) return true;
        return Result.check(n, "poll", fds[0].label()) > 0;
    }

    /** What can be read now, up to 64 bytes: empty at the end of the stream, or where there is nothing. */
    static String read(Fd fd) throws LinuxException {
        try (Scratch s = Scratch.borrow()) {
            long n = RawSyscall.call(Syscall.READ, fd.number(), s.address(), 64);
            if (Result.is(n, Errno.EAGAIN) || Result.is(n, Errno.EINTR)) return "";
            return new String(s.buffer().get(0, (int) Result.check(n, "read", fd.label())), StandardCharsets.UTF_8);
        }
    }
}
