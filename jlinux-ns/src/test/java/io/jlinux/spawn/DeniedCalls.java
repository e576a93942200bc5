package io.jlinux.spawn;

import io.jlinux.sys.Errno;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Runs something on a thread of its own for which, and for whose children, a seccomp filter refuses some system calls. */
final class DeniedCalls {
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int SECCOMP_SET_MODE_FILTER = 1;
    private static final int LOAD = 0x20;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int RETURN = 0x06;
    private static final int ALLOW = 0x7fff0000;
    private static final int ERRNO = 0x00050000;

    private DeniedCalls() {}

    static <T> T run(List<Syscall> calls, Errno errno, Callable<T> work) throws Exception {
        FutureTask<T> task = new FutureTask<>(() -> {
            deny(calls, errno);
            return work.call();
        });
        Thread thread = new Thread(task, "denied");
        thread.start();
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) throw cause;
            throw new AssertionError(e.getCause());
        } finally {
            thread.join();
        }
    }

    private static void deny(List<Syscall> calls, Errno errno) {
        int n = calls.size();
        NativeBuffer code = NativeBuffer.allocate(8 * (n + 3));
        put(code, 0, LOAD, 0, 0);
        for (int i = 0; i < n; i++) put(code, i + 1, JUMP_IF_EQUAL, n - i, calls.get(i).nr);
        put(code, n + 1, RETURN, 0, ALLOW);
        put(code, n + 2, RETURN, 0, ERRNO | errno.number());
        NativeBuffer program = NativeBuffer.allocate(16).putShort(0, n + 3).putLong(8, code.address());
        check(RawSyscall.call(Syscall.PRCTL, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
        check(RawSyscall.call(Syscall.SECCOMP, SECCOMP_SET_MODE_FILTER, 0, program.address()));
        code.keepAlive();
        program.keepAlive();
    }

    private static void put(NativeBuffer code, int at, int op, int jump, int value) {
        code.putShort(8 * at, op)
                .putByte(8 * at + 2, jump)
                .putByte(8 * at + 3, 0)
                .putInt(8 * at + 4, value);
    }

    private static void check(long result) {
        if (result < 0) throw new IllegalStateException(Errno.describe((int) -result));
    }
}
