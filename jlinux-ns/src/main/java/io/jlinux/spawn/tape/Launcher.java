package io.jlinux.spawn.tape;

import com.sun.jna.Function;
import com.sun.jna.Pointer;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.PidFd;
import io.jlinux.sys.Signal;
import io.jlinux.sys.raw.CloneFlags;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;

/**
 * Plays a tape in a child that shares this JVM's memory until its program begins.
 *
 * <pre>
 *   Java thread                         child
 *   ───────────                         ─────
 *   lay out the tape
 *   stub: block all signals
 *         clone(VM|VFORK|PIDFD|…) ────► play entry after entry
 *         (sleeps)                      …
 *                                       execve ──► the program        or: errno and entry into the header, exit
 *         restore the mask ◄────────────┘
 *   read the header
 * </pre>
 *
 * <p>{@code CLONE_VFORK} is not only for speed: the kernel never picks a vfork child as an out-of-memory victim, which
 * would take with it everybody who shares the memory, this JVM included.
 */
public final class Launcher {
    private static final Function START =
            Function.getFunction(new Pointer(StubImage.get().start()));

    private Launcher() {}

    /**
     * Makes the child and returns when its program has begun.
     *
     * @throws TapeFailure when the child ended before; it has been reaped
     * @throws LinuxException when there was no child at all
     */
    public static Child play(Tape tape, CloneRequest request) throws TapeFailure, LinuxException {
        return play(tape, request, results -> {});
    }

    /** As above; {@code reader} sees what the entries have stored, when the program has begun. */
    public static Child play(Tape tape, CloneRequest request, Results.Reader reader)
            throws TapeFailure, LinuxException {
        int size = TapeLayout.size(tape);
        try (TapeMemory memory = TapeMemory.borrow(size)) {
            NativeBuffer m = memory.buffer();
            TapeLayout.write(tape, m, m.address());
            TapeLayout.writeClone(m, shared(request));
            long pid = START.invokeLong(new Object[] {m.address()});
            if (pid < 0) throw new LinuxException("clone", "a child process", (int) -pid);
            PidFd pidFd = PidFd.adopt(pid, m.getInt(TapeLayout.PIDFD));
            int index = TapeLayout.indexOf(m.getLong(TapeLayout.CURRENT), m.address());
            try {
                checkStarted(tape, index, (int) m.getLong(TapeLayout.FAILED_ERRNO), pidFd);
                Slot beside = tape.beside();
                if (beside != null) {
                    checkBeside(tape, m.getLong(TapeLayout.slotOffset(tape, beside) + 8), m.address(), pidFd);
                }
            } catch (TapeFailure e) {
                throw e.with(TapeLayout.words(tape, m));
            }
            reader.read((slot, i) -> m.getLong(TapeLayout.slotOffset(tape, slot) + 8 * i));
            return new Child(pid, pidFd);
        }
    }

    /** A program beside its init that has not reached its execve was killed; the init only knows that it has ended. */
    static void checkBeside(Tape tape, long entry, long base, PidFd init) throws TapeFailure {
        int index = TapeLayout.indexOf(entry, base);
        Step step = tape.steps().get(index);
        if (step.isExec()) return;
        RawSyscall.call(Syscall.PIDFD_SEND_SIGNAL, init.fd().number(), Signal.KILL.number(), 0, 0);
        WaitId.block(init);
        init.close();
        throw TapeFailure.killed(step, index, Signal.KILL.number());
    }

    private static CloneRequest shared(CloneRequest r) {
        long flags = r.flags() | CloneFlags.CLONE_VM | CloneFlags.CLONE_VFORK | CloneFlags.CLONE_PIDFD;
        return new CloneRequest(r.clone3(), flags, r.exitSignal(), r.cgroup());
    }

    /** A child that has not reached its last call has ended: by a failed entry, or by a signal from outside. */
    static void checkStarted(Tape tape, int index, int errno, PidFd pidFd) throws TapeFailure {
        checkStarted(tape, index, errno, pidFd, -1);
    }

    /** As above; one that has come to the entry {@code held}, if there is one, has done its part. */
    static void checkStarted(Tape tape, int index, int errno, PidFd pidFd, int held) throws TapeFailure {
        Step step = tape.steps().get(index);
        if (errno == 0 && (step.isExec() || (held >= 0 && index >= held))) return;
        WaitId end = WaitId.block(pidFd);
        pidFd.close();
        if (errno != 0) throw TapeFailure.failed(step, index, errno);
        throw TapeFailure.killed(step, index, end.status());
    }
}
