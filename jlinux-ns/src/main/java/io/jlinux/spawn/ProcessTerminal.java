package io.jlinux.spawn;

import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.Scratch;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * This JVM's side of the terminal of a process. What the process writes, and what is echoed, is read from its {@link
 * LinuxProcess#getInputStream()}, which ends when nobody has the other side open any more; what is written to {@link
 * LinuxProcess#getOutputStream()} is typed. Thread-safe.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/ioctl_tty.2.html">ioctl_tty(2)</a>
 */
public final class ProcessTerminal {
    private static final int TCGETS = 0x5401;
    private static final int TCSETS = 0x5402;
    private static final int TIOCGWINSZ = 0x5413;
    private static final int TIOCSWINSZ = 0x5414;

    private final InputStream master;
    private final OutputStream writer;

    ProcessTerminal(InputStream master, OutputStream writer) {
        this.master = master;
        this.writer = writer;
    }

    /**
     * Its window size.
     *
     * @throws IOException when it has been closed
     */
    public Terminal size() throws IOException {
        try (Scratch s = Scratch.borrow()) {
            ioctl("get the size of", TIOCGWINSZ, s);
            return new Terminal(s.buffer().getShort(2), s.buffer().getShort(0));
        }
    }

    /**
     * Sets its window size; when that changes, the foreground processes get SIGWINCH.
     *
     * @throws IOException when it has been closed
     */
    public void resize(Terminal size) throws IOException {
        try (Scratch s = Scratch.borrow()) {
            s.buffer().putShort(0, size.rows()).putShort(2, size.columns()).putInt(4, 0);
            ioctl("resize", TIOCSWINSZ, s);
        }
    }

    /** What it does with what goes through it. */
    public TerminalModes modes() throws IOException {
        try (Scratch s = Scratch.borrow()) {
            ioctl("get the modes of", TCGETS, s);
            return new TerminalModes(s.buffer().get(0, TerminalModes.SIZE));
        }
    }

    /** Changes that at once, such as {@code t.modes(t.modes().raw())}. */
    public void modes(TerminalModes modes) throws IOException {
        try (Scratch s = Scratch.borrow()) {
            s.buffer().put(0, modes.termios());
            ioctl("set the modes of", TCSETS, s);
        }
    }

    /** Closes both streams: the session of the terminal gets SIGHUP and SIGCONT, and reads its end. */
    public void hangUp() throws IOException {
        writer.close();
        master.close();
    }

    private void ioctl(String operation, int request, Scratch s) throws IOException {
        long r = FdStream.ioctl(master, request, s.address());
        if (r < 0) throw new LinuxException(operation, "terminal", (int) -r);
    }
}
