package io.jlinux.security.seccomp;

import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;

/**
 * What becomes of a system call that was notified. A value; what {@link #descriptor} is given stays the answerer's.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/seccomp_unotify.2.html">seccomp_unotify(2)</a>
 */
public sealed interface SeccompAnswer {
    /** The call is not made and seems to return {@code value}. */
    record Value(long value) implements SeccompAnswer {}

    /** The call is not made and fails. */
    record Failure(int errno) implements SeccompAnswer {
        public Failure {
            if (errno < 1 || errno > 4095) throw new IllegalArgumentException("not an errno: " + errno);
        }
    }

    /** The kernel makes the call (Linux 5.5). */
    record Proceed() implements SeccompAnswer {}

    /** The call is not made, gets a copy of the descriptor, and returns its number there, in one (Linux 5.14). */
    record Descriptor(Fd fd, boolean closeOnExec) implements SeccompAnswer {}

    /** The call is not made and seems to return {@code value}. */
    static SeccompAnswer value(long value) {
        return new Value(value);
    }

    /** The call is not made and fails. */
    static SeccompAnswer failure(Errno errno) {
        return new Failure(errno.number());
    }

    /** As above, by number. */
    static SeccompAnswer failure(int errno) {
        return new Failure(errno);
    }

    /**
     * The kernel makes the call as it stands, reading anew what pointers point to. For calls that are allowed whatever is behind the
     * pointers; a check of what is behind them can be defeated by another thread.
     */
    static SeccompAnswer proceed() {
        return new Proceed();
    }

    /** The call returns a new descriptor of the caller's: a copy of this one. */
    static SeccompAnswer descriptor(Fd fd, boolean closeOnExec) {
        return new Descriptor(fd, closeOnExec);
    }
}
