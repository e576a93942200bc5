package io.jlinux.spawn.tape;

import io.jlinux.sys.raw.CloneFlags;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.Syscall;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lays a tape out in memory, as the stub reads it. All pointers are absolute.
 *
 * <pre>
 *   header                              entry
 *     0  number of the clone call         0  system call number; -1 assert, -2 move, -3 fork, -4 beside
 *     8  its five arguments               8  six arguments
 *    48  first entry                     56  where the result goes, or 0
 *    56  entry being played              64  accepted errnos, 0 to 127, one bit each
 *    64  errno of a failed entry         80  which arguments are addresses of earlier results, one bit each
 *    72  the thread's signal mask        81  retry: 1 EINTR, 2 EAGAIN
 *    80  a mask of all signals           82  retries left
 *    88  the pidfd                       84  entries to skip on success
 *    96  struct clone_args               86  entries to skip on an accepted error
 *   184  the word that lets a waiting child go on
 *   192  the child's stack (direct)      96  size
 *  4288  entries, slots, data
 * </pre>
 */
final class TapeLayout {
    static final int CLONE_NR = 0;
    static final int CLONE_ARGS = 8;
    static final int FIRST = 48;
    static final int CURRENT = 56;
    static final int FAILED_ERRNO = 64;
    static final int ALL_SIGNALS = 80;
    static final int PIDFD = 88;
    static final int CLONE_STRUCT = 96;
    static final int WAKE = 184;
    static final int STACK = 192;
    static final int STACK_SIZE = 4096;
    static final int ENTRIES = STACK + STACK_SIZE;
    static final int ENTRY_SIZE = 96;

    /** How many arguments of execve(2) are the command's: program and argv. */
    private static final int EXEC_OWN = 2;

    private final NativeBuffer memory;
    private final long base;
    private final int slotsAt;
    private final @Nullable NamedTexts named;
    private final Map<String, Integer> strings = new HashMap<>();
    private int end;

    private TapeLayout(NativeBuffer memory, long base, int slotsAt, int end, @Nullable NamedTexts named) {
        this.memory = memory;
        this.base = base;
        this.slotsAt = slotsAt;
        this.end = end;
        this.named = named;
    }

    /** How many bytes a tape takes. */
    static int size(Tape tape) {
        return size(tape, null);
    }

    /** As above, with room for {@code named}. */
    static int size(Tape tape, @Nullable NamedTexts named) {
        long size = ENTRIES + (long) ENTRY_SIZE * tape.steps().size() + 8L * tape.words();
        for (Step step : tape.steps()) {
            for (Arg arg : step.args) size += dataSize(arg) + (named == null ? 0 : named.room(arg));
        }
        return checked(size);
    }

    /** How many bytes a tape of {@code size} takes with other programs and arguments behind it. */
    static int sizeWith(int size, List<Step> execs) {
        long all = size;
        for (Step exec : execs) {
            for (int i = 0; i < EXEC_OWN; i++) all += dataSize(exec.args.get(i));
        }
        return checked(all);
    }

    private static int checked(long size) {
        if (size > StubImage.TAPE_MAX) throw new IllegalArgumentException("arguments and environment are too long");
        return (int) size;
    }

    private static long dataSize(Arg arg) {
        if (arg instanceof Arg.Text t) return 3L * t.value().length() + 1;
        if (arg instanceof Arg.Bytes b) return b.value().length + 16L;
        if (arg instanceof Arg.Filter f) return f.instructions().length + 48L;
        if (arg instanceof Arg.Pointers p) {
            long size = 16 + 8L * (p.strings().size() + 1);
            for (String s : p.strings()) size += 3L * s.length() + 1;
            return size;
        }
        return 0;
    }

    /** Writes the tape into {@code memory} for a child that will see it at {@code base}; returns the bytes used. */
    static int write(Tape tape, NativeBuffer memory, long base) {
        return write(tape, memory, base, null);
    }

    /** As above; the texts that {@code named} is for are only given their places. */
    static int write(Tape tape, NativeBuffer memory, long base, @Nullable NamedTexts named) {
        List<Step> steps = tape.steps();
        int slots = ENTRIES + ENTRY_SIZE * steps.size();
        TapeLayout layout = new TapeLayout(memory, base, slots, slots + 8 * tape.words(), named);
        for (int i = 0; i < STACK; i += 8) memory.putLong(i, 0);
        for (int i = slots; i < layout.end; i += 8) memory.putLong(i, 0);
        memory.putLong(FIRST, base + ENTRIES).putLong(CURRENT, base + ENTRIES).putLong(ALL_SIGNALS, -1);
        memory.putInt(PIDFD, -1);
        for (int i = 0; i < steps.size(); i++) layout.writeEntry(ENTRIES + i * ENTRY_SIZE, steps.get(i));
        return layout.end;
    }

    private void writeEntry(int at, Step step) {
        memory.putLong(at, step.nr);
        int refs = 0;
        for (int i = 0; i < 6; i++) {
            Arg arg = i < step.args.size() ? step.args.get(i) : null;
            if (arg instanceof Arg.Ref) refs |= 1 << i;
            memory.putLong(at + 8 + 8 * i, arg == null ? 0 : value(arg));
        }
        memory.putLong(at + 56, step.result == null ? 0 : slotAddress(step.result));
        memory.putByte(at + 80, refs);
        writeOutcomes(memory, at, step);
        memory.putLong(at + 88, 0);
    }

    private static void writeOutcomes(NativeBuffer memory, int at, Step step) {
        memory.putLong(at + 64, step.acceptedLow).putLong(at + 72, step.acceptedHigh);
        memory.putByte(at + 81, (step.retryInterrupted ? 1 : 0) | (step.retryAgain ? 2 : 0));
        memory.putShort(at + 82, step.retries());
        memory.putShort(at + 84, step.skipOnSuccess);
        memory.putShort(at + 86, step.skipOnError);
    }

    /** Writes an entry over another one, from which it differs in its call, numbers and outcomes only. */
    static void rewrite(NativeBuffer memory, int index, Step step) {
        int at = ENTRIES + index * ENTRY_SIZE;
        memory.putLong(at, step.nr);
        for (int i = 0; i < step.args.size(); i++) {
            Arg arg = step.args.get(i);
            if (arg instanceof Arg.Number n) memory.putLong(at + 8 + 8 * i, n.value());
            if (arg instanceof Arg.Descriptor d) memory.putLong(at + 8 + 8 * i, d.number());
        }
        writeOutcomes(memory, at, step);
    }

    /**
     * Gives the entries from {@code first} on the programs and arguments of these, whose environment they have already.
     *
     * @param end where the bytes of the tape end
     * @return where they end now
     */
    static int rewriteExecs(NativeBuffer memory, long base, int first, List<Step> execs, int end) {
        TapeLayout layout = new TapeLayout(memory, base, 0, end, null);
        for (int i = 0; i < execs.size(); i++) {
            int at = ENTRIES + (first + i) * ENTRY_SIZE;
            List<Arg> args = execs.get(i).args;
            for (int a = 0; a < EXEC_OWN; a++) memory.putLong(at + 8 + 8 * a, layout.value(args.get(a)));
        }
        return layout.end;
    }

    private long slotAddress(Slot slot) {
        return base + slotsAt + 8L * slot.index;
    }

    private long value(Arg arg) {
        if (arg instanceof Arg.Number n) return n.value();
        if (arg instanceof Arg.Descriptor d) return d.number();
        if (arg instanceof Arg.Ref r) return slotAddress(r.slot()) + 8L * r.word();
        if (arg instanceof Arg.Out o) return slotAddress(o.slot()) + 8L * o.word();
        if (arg instanceof Arg.Text t) return base + string(t.value());
        if (arg instanceof Arg.Bytes b) return base + bytes(b.value());
        if (arg instanceof Arg.Filter f) return base + filter(f.instructions());
        return base + pointers(((Arg.Pointers) arg).strings());
    }

    private int string(String s) {
        Integer known = strings.get(s);
        if (known != null) return known;
        if (named != null && named.isOne(s)) {
            int place = end;
            end += named.put(s, place);
            strings.put(s, place);
            return place;
        }
        byte[] utf8 = s.getBytes(StandardCharsets.UTF_8);
        int at = end;
        memory.put(at, utf8).putByte(at + utf8.length, 0);
        end += utf8.length + 1;
        strings.put(s, at);
        return at;
    }

    private int bytes(byte[] b) {
        int at = (end + 15) & -16;
        memory.put(at, b);
        end = at + b.length;
        return at;
    }

    /** The count, six bytes of nothing, and a pointer to the instructions. */
    private int filter(byte[] instructions) {
        int code = bytes(instructions);
        int at = (end + 15) & -16;
        memory.putLong(at, instructions.length / Arg.Filter.INSTRUCTION).putLong(at + 8, base + code);
        end = at + 16;
        return at;
    }

    private int pointers(List<String> list) {
        int at = (end + 15) & -16;
        end = at + 8 * (list.size() + 1);
        for (int i = 0; i < list.size(); i++) memory.putLong(at + 8 * i, base + string(list.get(i)));
        memory.putLong(at + 8 * list.size(), 0);
        return at;
    }

    /** Fills in the call that makes the child, playing this memory. */
    static void writeClone(NativeBuffer m, CloneRequest request) {
        long stack = m.address() + STACK;
        if (request.clone3()) {
            int s = CLONE_STRUCT;
            m.putLong(s + CloneFlags.ARGS_FLAGS, request.flags())
                    .putLong(s + CloneFlags.ARGS_PIDFD, m.address() + PIDFD)
                    .putLong(s + CloneFlags.ARGS_EXIT_SIGNAL, request.exitSignal())
                    .putLong(s + CloneFlags.ARGS_STACK, stack)
                    .putLong(s + CloneFlags.ARGS_STACK_SIZE, STACK_SIZE)
                    .putLong(s + CloneFlags.ARGS_CGROUP, Math.max(0, request.cgroup()));
            m.putLong(CLONE_NR, Syscall.CLONE3.nr);
            m.putLong(CLONE_ARGS, m.address() + s).putLong(CLONE_ARGS + 8, CloneFlags.ARGS_SIZE);
        } else {
            // flags, stack and parent_tid (where CLONE_PIDFD puts the pidfd) are at the same place on both
            // architectures
            m.putLong(CLONE_NR, Syscall.CLONE.nr);
            m.putLong(CLONE_ARGS, request.flags() | request.exitSignal())
                    .putLong(CLONE_ARGS + 8, stack + STACK_SIZE)
                    .putLong(CLONE_ARGS + 16, m.address() + PIDFD);
        }
    }

    static int indexOf(long entryAddress, long base) {
        return (int) ((entryAddress - base - ENTRIES) / ENTRY_SIZE);
    }

    /** All words of all slots, from memory in which the tape begins at 0. */
    static long[] words(Tape tape, NativeBuffer memory) {
        long[] words = new long[tape.words()];
        int at = ENTRIES + ENTRY_SIZE * tape.steps().size();
        for (int i = 0; i < words.length; i++) words[i] = memory.getLong(at + 8 * i);
        return words;
    }

    static int slotOffset(Tape tape, Slot slot) {
        return slotsOffset(tape) + 8 * slot.index;
    }

    /** Where all slots begin. */
    static int slotsOffset(Tape tape) {
        return ENTRIES + ENTRY_SIZE * tape.steps().size();
    }
}
