package io.jlinux.sched;

import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import io.jlinux.sys.raw.Uninterrupted;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Core scheduling of processes that run: which of them may be on processors of the same core at the same time. Those that share a
 * cookie may, and those without one among themselves; prctl(PR_SCHED_CORE), Linux 5.14.
 *
 * <p>A child inherits its parent's cookie; {@code Spawn.coreScheduling()} gives a program one of its own and {@code
 * Spawn.coreSchedulingOf(pid)} that of another. Every method needs ptrace rights over the process that it names, and throws {@link
 * LinuxException}: {@code ENODEV} on a machine without processors that share a core, where there is nothing to do; {@code EINVAL} for a
 * kernel without CONFIG_SCHED_CORE; {@code EPERM} without the rights; {@code ESRCH} for no such process. Thread-safe.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/hw-vuln/core-scheduling.html">Core Scheduling</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/prctl.2.html">prctl(2)</a>
 */
public final class CoreScheduling {
    private static final int PR_SCHED_CORE = 62;
    private static final int GET = 0;
    private static final int CREATE = 1;
    private static final int SHARE_TO = 2;
    private static final int SHARE_FROM = 3;

    /** Which tasks get a cookie. */
    public enum Scope {
        /** The one thread of that number. */
        THREAD,
        /** All threads of that process. */
        PROCESS,
        /** All processes of the group that it leads or is in. */
        PROCESS_GROUP
    }

    private CoreScheduling() {}

    /** A number for the cookie of a thread, 0 for none; only good for comparing. */
    public static long cookie(long pid) throws LinuxException {
        try (Scratch s = Scratch.borrow()) {
            s.buffer().putLong(0, 0);
            check(call(GET, pid, Scope.THREAD, s.address()), "read the cookie of", pid);
            return s.buffer().getLong(0);
        }
    }

    /** As {@link #cookie}; empty where this machine or its kernel has no core scheduling. */
    public static OptionalLong cookieIfAny(long pid) throws LinuxException {
        try {
            return OptionalLong.of(cookie(pid));
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENODEV || e.errno() == Errno.EINVAL) return OptionalLong.empty();
            throw e;
        }
    }

    /** Gives a new cookie to a process that runs, in the place of the one that it has. */
    public static void create(long pid, Scope scope) throws LinuxException {
        check(call(CREATE, pid, scope, 0), "give a cookie to", pid);
    }

    /**
     * Gives the cookie of {@code from} to {@code to}: from now on they may share a core. Of a process without one, takes the cookie of {@code
     * to} away. A thread of its own has the cookie in between, so the caller's stays what it is.
     */
    public static void copy(long from, long to, Scope scope) throws LinuxException {
        positive(from);
        positive(to);
        FutureTask<Long> task = new FutureTask<>(() -> {
            long r = call(SHARE_FROM, from, Scope.THREAD, 0);
            if (!RawSyscall.failed(r)) r = call(SHARE_TO, to, scope, 0);
            return r;
        });
        Thread thread = new Thread(null, task, "jlinux-core-cookie", 0);
        thread.setDaemon(true);
        thread.start();
        check(result(task), "give the cookie of " + from + " to", to);
    }

    /** Gives the calling thread's cookie to a process. Not of a virtual thread, which has none. */
    public static void shareTo(long pid, Scope scope) throws LinuxException {
        check(call(SHARE_TO, pid, scope, 0), "give this thread's cookie to", pid);
    }

    /**
     * Takes the cookie of a process for the calling thread, until it takes another: what it starts from now on has it, too. Not of a
     * virtual thread, whose carrier would keep it.
     */
    public static void shareFrom(long pid) throws LinuxException {
        check(call(SHARE_FROM, pid, Scope.THREAD, 0), "take the cookie of", pid);
    }

    private static long result(FutureTask<Long> task) {
        try {
            return Uninterrupted.get(task);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private static long call(int what, long pid, Scope scope, long address) {
        positive(pid);
        return RawSyscall.call(Syscall.PRCTL, PR_SCHED_CORE, what, pid, scope.ordinal(), address);
    }

    private static void positive(long pid) {
        if (pid <= 0 || pid > Integer.MAX_VALUE) throw new IllegalArgumentException("not a pid: " + pid);
    }

    private static void check(long result, String operation, long pid) throws LinuxException {
        if (!RawSyscall.failed(result)) return;
        String hint = Result.is(result, Errno.ENODEV)
                ? "this machine has no processors that share a core: there is nobody to be kept apart from"
                : Result.is(result, Errno.EINVAL)
                        ? "the kernel lacks core scheduling (Linux 5.14, CONFIG_SCHED_CORE)"
                        : null;
        throw new LinuxException(operation, "process " + pid, (int) -result, null, hint);
    }
}
