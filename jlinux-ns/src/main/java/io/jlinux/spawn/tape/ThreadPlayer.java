package io.jlinux.spawn.tape;

import io.jlinux.sys.Errno;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Plays a tape on the calling thread, entry by entry as the stub would: for what a thread can do to its own namespaces. What
 * the entries open is closed at the end, whether they succeed or not.
 */
public final class ThreadPlayer {
    private static final Set<Syscall> OPENING =
            EnumSet.of(Syscall.OPENAT, Syscall.OPENAT2, Syscall.OPEN_TREE, Syscall.FSOPEN, Syscall.FSMOUNT);

    private final Tape tape;
    private final NativeBuffer memory;
    private final List<Long> open = new ArrayList<>();

    private ThreadPlayer(Tape tape, NativeBuffer memory) {
        this.tape = tape;
        this.memory = memory;
    }

    /**
     * Plays all of it; there is no fork and no execve in it.
     *
     * @throws TapeFailure at the first entry that fails; those before it have been carried out
     */
    public static void play(Tape tape) throws TapeFailure {
        try (TapeMemory m = TapeMemory.borrow(TapeLayout.size(tape))) {
            TapeLayout.write(tape, m.buffer(), m.buffer().address());
            new ThreadPlayer(tape, m.buffer()).play();
        }
    }

    private void play() throws TapeFailure {
        try {
            int i = 0;
            while (i < tape.steps().size()) i = next(i);
        } finally {
            for (long fd : open) RawSyscall.call(Syscall.CLOSE, fd);
        }
    }

    private int next(int index) throws TapeFailure {
        Step step = tape.steps().get(index);
        long r = call(step, TapeLayout.ENTRIES + index * TapeLayout.ENTRY_SIZE);
        boolean failed = RawSyscall.failed(r);
        if (failed && !step.accepts((int) -r)) {
            throw TapeFailure.failed(step, index, (int) -r).with(TapeLayout.words(tape, memory));
        }
        Slot slot = step.result;
        if (slot != null) memory.putLong(TapeLayout.slotOffset(tape, slot), r);
        return index + 1 + (failed ? step.skipOnError : step.skipOnSuccess);
    }

    private long call(Step step, int at) {
        int refs = memory.getByte(at + 80);
        long[] a = new long[6];
        for (int i = 0; i < 6; i++) {
            a[i] = memory.getLong(at + 8 + 8 * i);
            if ((refs >> i & 1) != 0) a[i] = memory.getLong((int) (a[i] - memory.address()));
        }
        if (step.nr == Step.Pseudo.ASSERT.nr) return (a[0] & a[1]) == a[2] ? 0 : -a[3];
        if (step.nr == Step.Pseudo.MOVE.nr) return a[0];
        if (step.nr < 0 || step.isExec()) throw new IllegalArgumentException("not for a thread: " + step);
        Syscall call = Syscall.valueOf(step.call.toUpperCase(Locale.ROOT));
        long r;
        int left = step.retries();
        do r = RawSyscall.call(call, a[0], a[1], a[2], a[3], a[4], a[5]);
        while (left-- > 0
                && ((step.retryInterrupted && r == -Errno.EINTR.number())
                        || (step.retryAgain && r == -Errno.EAGAIN.number())));
        if (r >= 0 && OPENING.contains(call)) open.add(r);
        if (call == Syscall.CLOSE) open.remove((Long) a[0]);
        return r;
    }
}
