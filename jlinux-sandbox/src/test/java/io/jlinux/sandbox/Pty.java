package io.jlinux.sandbox;

import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A pseudo terminal that is nobody's controlling terminal. */
record Pty(Fd master, Fd slave) implements AutoCloseable {
    private static final int TIOCSPTLCK = 0x40045431;
    private static final int TIOCGPTPEER = 0x5441;
    private static final int FIONREAD = 0x541b;

    static Pty open() throws LinuxException {
        Fd master = Fd.open(Path.of("/dev/ptmx"), Fcntl.O_RDWR | Fcntl.O_NOCTTY);
        NativeBuffer zero = NativeBuffer.allocate(8).putLong(0, 0);
        Result.check(RawSyscall.call(Syscall.IOCTL, master.number(), TIOCSPTLCK, zero.address()), "unlock", "pty");
        zero.keepAlive();
        int flags = Fcntl.O_RDWR | Fcntl.O_NOCTTY | Fcntl.O_CLOEXEC;
        long slave = RawSyscall.call(Syscall.IOCTL, master.number(), TIOCGPTPEER, flags);
        return new Pty(master, Fd.adopt((int) Result.check(slave, "open", "pty"), "pty"));
    }

    /** Types, as the one who sits before it. */
    void type(String text) throws LinuxException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        NativeBuffer b = NativeBuffer.allocate(bytes.length).put(0, bytes);
        Result.check(RawSyscall.call(Syscall.WRITE, master.number(), b.address(), bytes.length), "type", "pty");
        b.keepAlive();
    }

    /** A line of input, which must be there. */
    String line() throws LinuxException {
        NativeBuffer b = NativeBuffer.allocate(256);
        long n = Result.check(RawSyscall.call(Syscall.READ, slave.number(), b.address(), 256), "read", "pty");
        return new String(b.get(0, (int) n), StandardCharsets.US_ASCII);
    }

    /** How much input waits on it in whole lines. */
    int waiting() throws LinuxException {
        NativeBuffer b = NativeBuffer.allocate(8).putLong(0, 0);
        Result.check(RawSyscall.call(Syscall.IOCTL, slave.number(), FIONREAD, b.address()), "look at", "pty");
        return b.getInt(0);
    }

    @Override
    public void close() {
        slave.close();
        master.close();
    }
}
