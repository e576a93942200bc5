package io.jlinux.spawn.tape;

import io.jlinux.sys.Errno;
import io.jlinux.sys.PidFd;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;

/**
 * waitid(2) on a pidfd: takes the status of a child of this process, once.
 *
 * @param code how it ended: {@link #EXITED}, or killed by a signal; {@link #NOT_YET} when it runs, {@link #LOST} when
 *     somebody else has taken the status
 * @param status the exit code, or the number of the signal
 * @param rusage the bytes of {@code struct rusage}; empty when there is no status
 */
public record WaitId(int code, int status, byte[] rusage) {
    public static final int EXITED = 1;
    public static final int DUMPED = 3;
    public static final int NOT_YET = 0;
    public static final int LOST = -1;

    private static final int P_PIDFD = 3;
    private static final int WNOHANG = 1;
    private static final int WEXITED = 4;
    private static final int WALL = 0x40000000;
    private static final int SI_CODE = 8;
    private static final int SI_PID = 16;
    private static final int SI_STATUS = 24;
    private static final int RUSAGE_AT = 128;
    private static final int RUSAGE_SIZE = 144;

    /** Takes the status if there is one; does not block. */
    public static WaitId poll(PidFd child) {
        return wait(child, WNOHANG);
    }

    /** Blocks until the child has ended. */
    public static WaitId block(PidFd child) {
        return wait(child, 0);
    }

    private static WaitId wait(PidFd child, int options) {
        try (Scratch s = Scratch.borrow()) {
            NativeBuffer b = s.buffer();
            b.putLong(SI_CODE, 0).putLong(SI_PID, 0);
            long r;
            do {
                r = RawSyscall.call(
                        Syscall.WAITID,
                        P_PIDFD,
                        child.fd().number(),
                        b.address(),
                        WEXITED | WALL | options,
                        b.address() + RUSAGE_AT);
            } while (Result.is(r, Errno.EINTR));
            if (r < 0) return new WaitId(LOST, 0, new byte[0]);
            if (b.getInt(SI_PID) == 0) return new WaitId(NOT_YET, 0, new byte[0]);
            return new WaitId(b.getInt(SI_CODE), b.getInt(SI_STATUS), b.get(RUSAGE_AT, RUSAGE_SIZE));
        }
    }
}
