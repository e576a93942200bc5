package io.jlinux.sys.raw;

import com.sun.jna.Native;

/**
 * The one way into the kernel: {@code syscall(2)}, direct-mapped.
 *
 * <p>Returns the kernel's own convention: a result, or {@code -errno} (-4095 to -1). Never throws for an error, and
 * never retries: {@code EINTR} is the caller's. Thread-safe.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/syscall.2.html">syscall(2)</a>
 */
public final class RawSyscall {
    static {
        Arch.current();
        Native.register(RawSyscall.class, "c");
    }

    private RawSyscall() {}

    private static native long syscall(long nr, long a, long b, long c, long d, long e, long f);

    public static long call(Syscall nr) {
        return call(nr.nr, 0, 0, 0, 0, 0, 0);
    }

    public static long call(Syscall nr, long a) {
        return call(nr.nr, a, 0, 0, 0, 0, 0);
    }

    public static long call(Syscall nr, long a, long b) {
        return call(nr.nr, a, b, 0, 0, 0, 0);
    }

    public static long call(Syscall nr, long a, long b, long c) {
        return call(nr.nr, a, b, c, 0, 0, 0);
    }

    public static long call(Syscall nr, long a, long b, long c, long d) {
        return call(nr.nr, a, b, c, d, 0, 0);
    }

    public static long call(Syscall nr, long a, long b, long c, long d, long e) {
        return call(nr.nr, a, b, c, d, e, 0);
    }

    public static long call(Syscall nr, long a, long b, long c, long d, long e, long f) {
        return call(nr.nr, a, b, c, d, e, f);
    }

    private static long call(int nr, long a, long b, long c, long d, long e, long f) {
        long result = syscall(nr, a, b, c, d, e, f);
        return result == -1 ? -Native.getLastError() : result;
    }

    /** Whether {@code result} is an error, {@code -errno}. */
    public static boolean failed(long result) {
        return result < 0 && result >= -4095;
    }
}
