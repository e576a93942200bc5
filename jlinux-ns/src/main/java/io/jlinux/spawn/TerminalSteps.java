package io.jlinux.spawn;

import static io.jlinux.sys.raw.Fcntl.O_CLOEXEC;
import static io.jlinux.sys.raw.Fcntl.O_NOCTTY;
import static io.jlinux.sys.raw.Fcntl.O_RDWR;

import io.jlinux.spawn.tape.Arg;
import io.jlinux.spawn.tape.Slot;
import io.jlinux.spawn.tape.Step;
import io.jlinux.spawn.tape.TapeBuilder;
import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The pseudo terminal of a child: made in the devpts of its own root, its master sent to the parent over a socket.
 *
 * <p>The slave is taken from the master by {@code TIOCGPTPEER}, never by a path that the image could have replaced.
 */
final class TerminalSteps {
    private static final int TIOCSPTLCK = 0x40045431;
    private static final int TIOCGPTPEER = 0x5441;
    private static final int TIOCSWINSZ = 0x5414;
    private static final int TIOCSCTTY = 0x540e;
    private static final int SCM_RIGHTS = 1;
    private static final int SOL_SOCKET = 1;
    private static final int CMSG_LEN = 16 + 4;
    private static final int CMSG_SPACE = 24;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;
    private static final int MSG_DONTWAIT = 0x40;
    private static final String OPERATION = "open terminal";

    private TerminalSteps() {}

    /** Opens the pair and sends the master to the parent; returns the slave. */
    static Slot open(TapeBuilder tape, PathSteps paths, Terminal size, Fd socket) {
        Slot master = tape.slot("master");
        Slot slave = tape.slot("terminal");
        paths.openDevice(OPERATION, "/dev/pts/ptmx", O_RDWR | O_NOCTTY, master);
        ioctl(tape, Arg.ref(master), TIOCSPTLCK, "TIOCSPTLCK", ints(0));
        int flags = O_RDWR | O_NOCTTY | O_CLOEXEC;
        ioctl(tape, Arg.ref(master), TIOCGPTPEER, "TIOCGPTPEER", Arg.flags(flags, "O_RDWR|O_NOCTTY|O_CLOEXEC"))
                .into(slave);
        if (size.columns() > 0 || size.rows() > 0) {
            ByteBuffer b = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
            b.putShort((short) size.rows()).putShort((short) size.columns());
            Arg winsize = new Arg.Bytes(b.array(), "{" + size.columns() + "x" + size.rows() + "}");
            ioctl(tape, Arg.ref(slave), TIOCSWINSZ, "TIOCSWINSZ", winsize);
        }
        send(tape, Arg.fd(socket), Arg.ref(master));
        return slave;
    }

    /** Makes the slave the controlling terminal of the new session. */
    static void control(TapeBuilder tape, Arg slave) {
        ioctl(tape, slave, TIOCSCTTY, "TIOCSCTTY", Arg.num(0));
    }

    private static Step ioctl(TapeBuilder tape, Arg fd, int request, String name, Arg arg) {
        return tape.call(OPERATION, "/dev/pts/ptmx", Syscall.IOCTL, fd, Arg.flags(request, name), arg);
    }

    private static Arg ints(int value) {
        byte[] b = ByteBuffer.allocate(4)
                .order(ByteOrder.nativeOrder())
                .putInt(value)
                .array();
        return new Arg.Bytes(b, "[" + value + "]");
    }

    /** sendmsg(2) of one descriptor: struct msghdr, iovec and cmsg are put together in one slot, word by word. */
    private static void send(TapeBuilder tape, Arg socket, Arg master) {
        Slot m = tape.slots("msg", 13);
        tape.move(new Arg.Out(m, 7)).into(m.word(2)); // msg_iov
        tape.move(Arg.num(1)).into(m.word(3));
        tape.move(new Arg.Out(m, 9)).into(m.word(4)); // msg_control
        tape.move(Arg.num(CMSG_SPACE)).into(m.word(5));
        tape.move(new Arg.Out(m, 12)).into(m.word(7)); // one byte of data
        tape.move(Arg.num(1)).into(m.word(8));
        tape.move(Arg.num(CMSG_LEN)).into(m.word(9));
        tape.move(Arg.num(SOL_SOCKET | (long) SCM_RIGHTS << 32)).into(m.word(10));
        tape.move(master).into(m.word(11));
        tape.call(OPERATION, "send", Syscall.SENDMSG, socket, new Arg.Out(m), Arg.num(0));
    }

    /** Takes the master from the socket; it is there when the program has begun. */
    static Fd receive(Fd socket) throws LinuxException {
        NativeBuffer b = NativeBuffer.allocate(128);
        b.putLong(16, b.address() + 56).putLong(24, 1); // one iovec
        b.putLong(32, b.address() + 72).putLong(40, CMSG_SPACE);
        b.putLong(56, b.address() + 120).putLong(64, 1);
        long r;
        do r = RawSyscall.call(Syscall.RECVMSG, socket.number(), b.address(), MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
        while (Result.is(r, Errno.EINTR));
        b.keepAlive();
        Result.check(r, "receive", "the terminal");
        if (b.getLong(72) != CMSG_LEN) throw new LinuxException("receive", "the terminal", Errno.EBADMSG.number());
        return Fd.adopt(b.getInt(72 + 16), "terminal");
    }
}
