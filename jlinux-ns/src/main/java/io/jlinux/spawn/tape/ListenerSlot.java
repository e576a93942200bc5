package io.jlinux.spawn.tape;

import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.PidFd;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.Poll;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Takes the descriptor that one entry of an image's tape makes, from a child that must make no other system call after it: its
 * seccomp filter is in force.
 *
 * <pre>
 *   parent                               child
 *   ──────                               ─────
 *   read(alive) ◄─────────────────────── write(alive): it comes
 *   look at the tape's memory, until     seccomp() = descriptor, stored in the tape
 *   the child is at the wait             futex(wake, FUTEX_WAIT, 0): the one call that the filter lets through for this
 *   pidfd_getfd(descriptor)              …
 *   wake = 1, FUTEX_WAKE ──────────────► execve
 * </pre>
 *
 * @param index the entry that waits
 * @param slot where the descriptor's number is stored
 */
public record ListenerSlot(int index, Slot slot) {
    /** Where the child waits for the word to become 1. */
    public static final long WAKE = StubImage.TAPE_BASE + TapeLayout.WAKE;

    /** How long it waits, as a {@code struct timespec}: a parent that died meanwhile must not leave it behind. */
    public static final long PATIENCE = StubImage.TAPE_BASE + TapeLayout.STACK;

    private static final long PATIENCE_SECONDS = 60;
    private static final int FUTEX_WAKE = 1;
    private static final long LOOK_AGAIN_NANOS = 20_000;
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED = 1;
    private static final int PAGE = 4096;

    /** Fills in the time in a tape that is laid out for an image, whose stack is elsewhere. */
    static void writePatience(NativeBuffer tape) {
        tape.putLong(TapeLayout.STACK, PATIENCE_SECONDS).putLong(TapeLayout.STACK + 8, 0);
    }

    /**
     * Takes it and lets the child go on.
     *
     * @param alive tells that the descriptor comes, or that the child has ended
     * @param pid of the child that has it, where that is not known from the tape
     * @return null when the child ended before
     * @throws LinuxException when it cannot be taken; the child still waits
     */
    @Nullable
    Fd take(Tape tape, Fd memory, Fd alive, @Nullable Slot forked, long pid) throws LinuxException {
        NativeBuffer b = NativeBuffer.allocate(8);
        long n;
        do n = RawSyscall.call(Syscall.READ, alive.number(), b.address(), 1);
        while (Result.is(n, Errno.EINTR));
        b.keepAlive();
        if (n != 1) return null;
        int size = TapeLayout.ENTRIES + TapeLayout.ENTRY_SIZE * tape.steps().size() + 8 * tape.words();
        NativeBuffer all = NativeBuffer.allocate(size);
        while (true) {
            read(memory, all);
            if (TapeLayout.indexOf(all.getLong(TapeLayout.CURRENT), StubImage.TAPE_BASE) == index) break;
            if (all.getLong(TapeLayout.FAILED_ERRNO) != 0 || ended(alive)) return null;
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
        long holder = forked == null ? pid : all.getLong(TapeLayout.slotOffset(tape, forked));
        int number = (int) all.getLong(TapeLayout.slotOffset(tape, slot));
        Fd taken;
        try (PidFd process = PidFd.open(holder)) {
            taken = process.getFd(number);
        } catch (LinuxException e) {
            read(memory, all);
            if (all.getLong(TapeLayout.FAILED_ERRNO) != 0 || ended(alive)) return null;
            throw e;
        }
        try {
            wake(memory);
        } catch (LinuxException e) {
            taken.close();
            throw e;
        }
        return taken;
    }

    private static void read(Fd memory, NativeBuffer all) throws LinuxException {
        long r = RawSyscall.call(Syscall.PREAD64, memory.number(), all.address(), all.size(), 0);
        all.keepAlive();
        Result.check(r, "read", memory.label());
    }

    private static boolean ended(Fd alive) throws LinuxException {
        NativeBuffer p = NativeBuffer.allocate(24).putInt(0, alive.number()).putShort(4, Poll.POLLIN);
        long n = RawSyscall.call(Syscall.PPOLL, p.address(), 1, p.address() + 8, 0, 8);
        p.keepAlive();
        return !Result.is(n, Errno.EINTR) && Result.check(n, "poll", alive.label()) == 1;
    }

    /** A futex of a shared mapping is known by its file, so any mapping of it will do. */
    private static void wake(Fd memory) throws LinuxException {
        NativeBuffer one = NativeBuffer.allocate(4).putInt(0, 1);
        long n = RawSyscall.call(Syscall.PWRITE64, memory.number(), one.address(), 4, TapeLayout.WAKE);
        one.keepAlive();
        Result.check(n, "write", memory.label());
        long page = RawSyscall.call(Syscall.MMAP, 0, PAGE, PROT_READ_WRITE, MAP_SHARED, memory.number(), 0);
        Result.check(page, "map", memory.label());
        RawSyscall.call(Syscall.FUTEX, page + TapeLayout.WAKE, FUTEX_WAKE, Integer.MAX_VALUE, 0, 0, 0);
        RawSyscall.call(Syscall.MUNMAP, page, PAGE);
    }
}
