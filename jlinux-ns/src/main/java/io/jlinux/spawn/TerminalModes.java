package io.jlinux.spawn;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * What a terminal makes of what goes through it: the kernel's {@code struct termios}. A value.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/termios.3.html">termios(3)</a>
 */
public final class TerminalModes {
    static final int SIZE = 36;

    private static final int IFLAG = 0;
    private static final int OFLAG = 4;
    private static final int CFLAG = 8;
    private static final int LFLAG = 12;
    private static final int CC = 17;
    private static final int VTIME = 5;
    private static final int VMIN = 6;
    private static final int IGNBRK = 1;
    private static final int BRKINT = 2;
    private static final int PARMRK = 0x8;
    private static final int ISTRIP = 0x20;
    private static final int INLCR = 0x40;
    private static final int IGNCR = 0x80;
    private static final int ICRNL = 0x100;
    private static final int IXON = 0x400;
    private static final int OPOST = 1;
    private static final int CSIZE = 0x30;
    private static final int CS8 = 0x30;
    private static final int PARENB = 0x100;
    private static final int ISIG = 1;
    private static final int ICANON = 2;
    private static final int ECHO = 8;
    private static final int ECHONL = 0x40;
    private static final int IEXTEN = 0x8000;

    private final byte[] termios;

    TerminalModes(byte[] termios) {
        this.termios = termios.clone();
    }

    private static TerminalModes of(ByteBuffer b) {
        byte[] bytes = new byte[SIZE];
        b.get(0, bytes);
        return new TerminalModes(bytes);
    }

    byte[] termios() {
        return termios.clone();
    }

    /** Nothing is edited, echoed, translated or made a signal; each byte is there at once: cfmakeraw(3). */
    public TerminalModes raw() {
        ByteBuffer b = copy();
        clear(b, IFLAG, IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR | IGNCR | ICRNL | IXON);
        clear(b, OFLAG, OPOST);
        clear(b, LFLAG, ECHO | ECHONL | ICANON | ISIG | IEXTEN);
        clear(b, CFLAG, CSIZE | PARENB);
        b.putInt(CFLAG, b.getInt(CFLAG) | CS8);
        b.put(CC + VMIN, (byte) 1).put(CC + VTIME, (byte) 0);
        return of(b);
    }

    /** Whether what is written to it comes back. */
    public TerminalModes echo(boolean on) {
        ByteBuffer b = copy();
        int flags = b.getInt(LFLAG);
        b.putInt(LFLAG, on ? flags | ECHO : flags & ~ECHO);
        return of(b);
    }

    public boolean isEcho() {
        return (copy().getInt(LFLAG) & ECHO) != 0;
    }

    /** Whether input comes line by line, to be edited before. */
    public boolean isCanonical() {
        return (copy().getInt(LFLAG) & ICANON) != 0;
    }

    private static void clear(ByteBuffer b, int at, int bits) {
        b.putInt(at, b.getInt(at) & ~bits);
    }

    private ByteBuffer copy() {
        return ByteBuffer.wrap(termios.clone()).order(ByteOrder.nativeOrder());
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof TerminalModes m && Arrays.equals(termios, m.termios);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(termios);
    }

    @Override
    public String toString() {
        return (isCanonical() ? "canonical" : "raw") + (isEcho() ? ", echo" : "");
    }
}
