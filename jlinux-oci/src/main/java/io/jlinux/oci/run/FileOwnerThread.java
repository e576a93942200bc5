package io.jlinux.oci.run;

import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.io.IOException;

/**
 * Runs something on a thread of its own whose files belong to another user, and ends with it; setfsuid(2), setfsgid(2). It may do all that
 * this JVM may: the capabilities that the change takes are taken back.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/setfsuid.2.html">setfsuid(2)</a>
 */
final class FileOwnerThread {
    private static final int CAPABILITY_VERSION_3 = 0x20080522;
    private static final int PR_GET_DUMPABLE = 3;
    private static final int PR_SET_DUMPABLE = 4;
    private static final int HEADER = 8;

    /** What is run. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }

    private FileOwnerThread() {}

    /** Runs it, and returns when it has returned. */
    static void run(long uid, long gid, Work work) throws IOException {
        AffinityThread.apart("jlinux-owner", () -> {
            become(uid, gid);
            work.run();
            return true;
        });
    }

    /** The kernel makes the memory of a process not dumpable when a thread of it becomes somebody else. */
    private static void become(long uid, long gid) throws LinuxException {
        long dumpable = RawSyscall.call(Syscall.PRCTL, PR_GET_DUMPABLE, 0, 0, 0, 0);
        NativeBuffer b = NativeBuffer.allocate(HEADER + 24)
                .putInt(0, CAPABILITY_VERSION_3)
                .putInt(4, 0);
        Result.check(RawSyscall.call(Syscall.CAPGET, b.address(), b.address() + HEADER), "read", "capabilities");
        try {
            // they return who the thread was, and never fail: where they change nothing, the first file tells
            RawSyscall.call(Syscall.SETFSGID, gid);
            RawSyscall.call(Syscall.SETFSUID, uid);
            long r = RawSyscall.call(Syscall.CAPSET, b.address(), b.address() + HEADER);
            b.keepAlive();
            Result.check(r, "keep", "capabilities");
        } finally {
            if (dumpable == 1) RawSyscall.call(Syscall.PRCTL, PR_SET_DUMPABLE, 1, 0, 0, 0);
        }
    }
}
