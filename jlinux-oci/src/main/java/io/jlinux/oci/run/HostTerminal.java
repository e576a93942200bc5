package io.jlinux.oci.run;

import io.jlinux.spawn.Terminal;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;

/** The terminal that this JVM itself runs on, if it does: its size, and raw mode while a container has it. */
final class HostTerminal {
    private static final int TCGETS = 0x5401;
    private static final int TCSETS = 0x5402;
    private static final int TIOCGWINSZ = 0x5413;
    private static final int TERMIOS_SIZE = 64;
    private static final int IFLAG_OFF = 0x5eb; // IGNBRK BRKINT PARMRK ISTRIP INLCR IGNCR ICRNL IXON
    private static final int LFLAG_OFF = 0x804b; // ECHO ECHONL ICANON ISIG IEXTEN

    private HostTerminal() {}

    /** The size of the terminal on stdin, or 80 x 24 where there is none. */
    static Terminal size() {
        NativeBuffer b = NativeBuffer.allocate(8);
        long r = RawSyscall.call(Syscall.IOCTL, 0, TIOCGWINSZ, b.address());
        b.keepAlive();
        if (r < 0 || b.getShort(2) == 0) return new Terminal(80, 24);
        return new Terminal(b.getShort(2), b.getShort(0));
    }

    /** Puts the terminal on stdin into raw mode; running the result restores it. Does nothing where there is none. */
    static Runnable raw() {
        NativeBuffer saved = NativeBuffer.allocate(TERMIOS_SIZE);
        if (RawSyscall.call(Syscall.IOCTL, 0, TCGETS, saved.address()) < 0) return () -> {};
        NativeBuffer raw = NativeBuffer.allocate(TERMIOS_SIZE).put(0, saved.get(0, TERMIOS_SIZE));
        raw.putInt(0, raw.getInt(0) & ~IFLAG_OFF).putInt(12, raw.getInt(12) & ~LFLAG_OFF);
        set(raw);
        return () -> set(saved);
    }

    private static void set(NativeBuffer termios) {
        RawSyscall.call(Syscall.IOCTL, 0, TCSETS, termios.address());
        termios.keepAlive();
    }
}
