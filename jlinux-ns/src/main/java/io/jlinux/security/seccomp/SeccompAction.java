package io.jlinux.security.seccomp;

import io.jlinux.sys.Errno;
import java.util.Locale;

/**
 * What becomes of a system call. A value.
 *
 * @param kind what happens
 * @param data the errno of {@link Kind#ERRNO}, the message of {@link Kind#TRACE}; 0 for the others
 * @see <a href="https://man7.org/linux/man-pages/man2/seccomp.2.html">seccomp(2), section Filter return values</a>
 */
public record SeccompAction(Kind kind, int data) {
    /** What happens. The kernel takes the most severe where several filters are installed: the first of these. */
    public enum Kind {
        /** The process dies by SIGSYS that cannot be caught (Linux 4.14). */
        KILL_PROCESS(0x8000_0000),
        /** The thread dies; where it is the last one, the process by SIGSYS. Others wait for it in vain. */
        KILL_THREAD(0x0000_0000),
        /** The call is not made and the thread gets SIGSYS, which it may handle. */
        TRAP(0x0003_0000),
        /** The call is not made and gives an errno. */
        ERRNO(0x0005_0000),
        /** A {@link SeccompListener} decides (Linux 5.0); without one {@code ENOSYS}. */
        NOTIFY(0x7fc0_0000),
        /** A tracer decides; without one {@code ENOSYS}. */
        TRACE(0x7ff0_0000),
        /** The call is made and logged (Linux 4.14). */
        LOG(0x7ffc_0000),
        ALLOW(0x7fff_0000);

        final int code;

        Kind(int code) {
            this.code = code;
        }
    }

    public static final SeccompAction ALLOW = new SeccompAction(Kind.ALLOW, 0);
    public static final SeccompAction LOG = new SeccompAction(Kind.LOG, 0);
    public static final SeccompAction NOTIFY = new SeccompAction(Kind.NOTIFY, 0);
    public static final SeccompAction TRAP = new SeccompAction(Kind.TRAP, 0);
    public static final SeccompAction KILL_THREAD = new SeccompAction(Kind.KILL_THREAD, 0);
    public static final SeccompAction KILL_PROCESS = new SeccompAction(Kind.KILL_PROCESS, 0);

    private static final int MAX_ERRNO = 4095;

    public SeccompAction {
        int max = kind == Kind.ERRNO ? MAX_ERRNO : kind == Kind.TRACE ? 0xffff : 0;
        if (data < 0 || data > max) throw new IllegalArgumentException(kind + " with " + data);
    }

    /** The call fails with this. */
    public static SeccompAction errno(Errno errno) {
        return errno(errno.number());
    }

    /** The call fails with this number, 0 to 4095; with 0 it seems to succeed. */
    public static SeccompAction errno(int number) {
        return new SeccompAction(Kind.ERRNO, number);
    }

    /** The tracer gets {@code message}, 0 to 65535, as {@code PTRACE_GETEVENTMSG}. */
    public static SeccompAction trace(int message) {
        return new SeccompAction(Kind.TRACE, message);
    }

    /** The filter's return value. */
    public int toKernel() {
        return kind.code | data;
    }

    /** The action that the kernel takes for a filter's return value; what it does not know kills the process. */
    public static SeccompAction ofKernel(int value) {
        for (Kind k : Kind.values()) {
            if (k.code != (value & 0xffff_0000)) continue;
            int data = value & 0xffff;
            if (k == Kind.ERRNO) return errno(Math.min(data, MAX_ERRNO));
            return new SeccompAction(k, k == Kind.TRACE ? data : 0);
        }
        return KILL_PROCESS;
    }

    /** Whether the call is made, as far as the filter goes. */
    public boolean lets() {
        return kind == Kind.ALLOW || kind == Kind.LOG;
    }

    /** Whether a thread can die of it. */
    public boolean kills() {
        return kind == Kind.KILL_PROCESS || kind == Kind.KILL_THREAD || kind == Kind.TRAP;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof SeccompAction a && kind == a.kind && data == a.data;
    }

    @Override
    public int hashCode() {
        return kind.code | data;
    }

    /** {@code allow}, {@code errno EPERM}, {@code kill_process}. */
    @Override
    public String toString() {
        String name = kind.name().toLowerCase(Locale.ROOT);
        if (kind == Kind.ERRNO) {
            Errno e = Errno.of(data);
            return name + " " + (e == Errno.UNKNOWN ? "" + data : e.name());
        }
        return kind == Kind.TRACE ? name + " " + data : name;
    }
}
