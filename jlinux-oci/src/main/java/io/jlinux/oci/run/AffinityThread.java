package io.jlinux.oci.run;

import io.jlinux.sched.CpuSet;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import io.jlinux.sys.raw.Uninterrupted;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Runs something on a thread of its own that may only use some processors, and ends with it; sched_setaffinity(2). A child that is
 * cloned there begins on one of them.
 */
public final class AffinityThread {
    private static final int STACK = 256 << 10;

    private AffinityThread() {}

    /** What is run. */
    @FunctionalInterface
    public interface Call<T> {
        T run() throws IOException;
    }

    /**
     * Runs it, and returns when it has returned.
     *
     * @throws LinuxException {@code EINVAL} when none of the processors can be used
     */
    public static <T> T call(CpuSet cpus, Call<T> call) throws IOException {
        return apart("jlinux-affinity", () -> {
            byte[] mask = cpus.mask();
            NativeBuffer b = NativeBuffer.allocate(mask.length).put(0, mask);
            long r = RawSyscall.call(Syscall.SCHED_SETAFFINITY, 0, mask.length, b.address());
            b.keepAlive();
            Result.check(r, "set affinity of the starting thread to", cpus);
            return call.run();
        });
    }

    /** Runs it on a thread of its own, which ends with it. */
    static <T> T apart(String name, Call<T> call) throws IOException {
        FutureTask<T> task = new FutureTask<>(call::run);
        Thread thread = new Thread(null, task, name, STACK);
        thread.setDaemon(true);
        thread.start();
        try {
            return Uninterrupted.get(task); // a start is not left half-way
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) throw io;
            if (e.getCause() instanceof RuntimeException runtime) throw runtime;
            if (e.getCause() instanceof Error error) throw error;
            throw new IllegalStateException(e.getCause());
        }
    }
}
