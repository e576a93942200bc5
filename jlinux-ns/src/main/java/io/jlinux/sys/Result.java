package io.jlinux.sys;

import io.jlinux.sys.raw.RawSyscall;

/**
 * Turns the results of raw system calls into values and exceptions. For the modules of JLinux.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/errno.3.html">errno(3)</a>
 */
public final class Result {
    private Result() {}

    /**
     * {@code result} itself, where the call succeeded.
     *
     * @throws LinuxException with {@code operation} and {@code target}, where it failed
     */
    public static long check(long result, String operation, Object target) throws LinuxException {
        if (RawSyscall.failed(result)) throw new LinuxException(operation, target.toString(), (int) -result);
        return result;
    }

    /** Whether {@code result} is this error. */
    public static boolean is(long result, Errno errno) {
        return result == -errno.number();
    }
}
