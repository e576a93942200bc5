package io.jlinux.spawn;

import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;

/**
 * A pseudo terminal as the program's controlling terminal and standard streams: of the new root's own {@code /dev/pts} where the
 * program has a mount namespace of its own, else of the host's. What is done to it later: {@link LinuxProcess#terminal()}.
 *
 * @param columns its width, 0 for unset
 * @param rows its height, 0 for unset
 * @see <a href="https://man7.org/linux/man-pages/man7/pty.7.html">pty(7)</a>
 */
public record Terminal(int columns, int rows) {
    /** Takes the master of a terminal, instead of the process' Java streams. */
    @FunctionalInterface
    public interface Receiver {
        /**
         * The process is about to begin.
         *
         * @param master closed when this returns
         * @throws LinuxException ends the process and the start
         */
        void accept(Fd master) throws LinuxException;
    }

    public Terminal {
        if (columns < 0 || columns > 0xffff || rows < 0 || rows > 0xffff) {
            throw new IllegalArgumentException("not a window size: " + columns + " x " + rows);
        }
    }
}
