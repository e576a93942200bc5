package io.jlinux.ns;

import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;

/** The loopback link of the calling thread's network namespace, by the ioctls of netdevice(7). */
final class Loopback {
    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    private static final int SIOCGIFFLAGS = 0x8913;
    private static final int SIOCSIFFLAGS = 0x8914;
    private static final int IFREQ_SIZE = 40;
    private static final int IFR_FLAGS = 16;
    private static final int IFF_UP = 1;
    private static final int IFF_RUNNING = 0x40;

    private Loopback() {}

    /** Brings it up, and sees that it is. */
    static void up() throws LinuxException {
        long socket = RawSyscall.call(Syscall.SOCKET, AF_INET, SOCK_DGRAM_CLOEXEC, 0);
        int number = (int) Result.check(socket, "bring up", "lo");
        try (Fd fd = Fd.adopt(number, "a socket");
                Scratch s = Scratch.borrow()) {
            NativeBuffer ifreq = s.buffer().put(0, new byte[IFREQ_SIZE]);
            ifreq.putString(0, "lo");
            ifreq.putShort(IFR_FLAGS, IFF_UP | IFF_RUNNING);
            Result.check(RawSyscall.call(Syscall.IOCTL, fd.number(), SIOCSIFFLAGS, s.address()), "bring up", "lo");
            Result.check(RawSyscall.call(Syscall.IOCTL, fd.number(), SIOCGIFFLAGS, s.address()), "look at", "lo");
            if ((ifreq.getShort(IFR_FLAGS) & IFF_UP) == 0) throw new IllegalStateException("lo is up, and is not");
        }
    }
}
