package io.jlinux.spawn;

import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.nio.file.Path;

/**
 * A pseudo terminal of the host's devpts, for a child that stays in this JVM's mount namespace.
 *
 * @param master this JVM's side
 * @param slave the child's
 */
record HostTerminal(Fd master, Fd slave) {
    private static final int TIOCSPTLCK = 0x40045431;
    private static final int TIOCGPTPEER = 0x5441;
    private static final int TIOCSWINSZ = 0x5414;
    private static final String OPERATION = "open terminal";

    static HostTerminal open(Terminal size) throws LinuxException {
        Path ptmx = Path.of("/dev/ptmx");
        Fd master = Descriptors.openHigh(ptmx, Fcntl.O_RDWR | Fcntl.O_NOCTTY);
        try (Scratch s = Scratch.borrow()) {
            s.buffer().putInt(0, 0);
            Result.check(
                    RawSyscall.call(Syscall.IOCTL, master.number(), TIOCSPTLCK, s.address()), OPERATION, "" + ptmx);
            int flags = Fcntl.O_RDWR | Fcntl.O_NOCTTY | Fcntl.O_CLOEXEC;
            long peer = RawSyscall.call(Syscall.IOCTL, master.number(), TIOCGPTPEER, flags);
            Fd slave = Descriptors.high(Fd.adopt((int) Result.check(peer, OPERATION, "" + ptmx), "terminal"));
            if (size.columns() > 0 || size.rows() > 0) {
                s.buffer().putShort(0, size.rows()).putShort(2, size.columns()).putInt(4, 0);
                RawSyscall.call(Syscall.IOCTL, slave.number(), TIOCSWINSZ, s.address());
            }
            return new HostTerminal(master, slave);
        } catch (LinuxException | RuntimeException e) {
            master.close();
            throw e;
        }
    }
}
