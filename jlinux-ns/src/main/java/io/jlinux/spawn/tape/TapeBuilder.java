package io.jlinux.spawn.tape;

import io.jlinux.sys.Errno;
import io.jlinux.sys.raw.CloneFlags;
import io.jlinux.sys.raw.Syscall;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the entries of a {@link Tape}. Not thread-safe. */
public final class TapeBuilder {
    private final List<Step> steps = new ArrayList<>();
    private int words;
    private @Nullable Slot beside;

    /** A new place for a result, printed as {@code label}. */
    public Slot slot(String label) {
        return slots(label, 1);
    }

    /** A new place of several words, for a call that fills in a structure. */
    public Slot slots(String label, int count) {
        Slot slot = new Slot(words, label);
        words += count;
        return slot;
    }

    /** Adds a system call; {@code operation} and {@code target} name it in an error. */
    public Step call(String operation, String target, Syscall call, Arg... args) {
        return add(new Step(operation, target, call, List.of(args)));
    }

    /** Adds a check: {@code (value & mask) == expected}, or the child ends with {@code errno}. */
    public Step check(String operation, String target, Arg value, long mask, long expected, Errno errno) {
        List<Arg> args =
                List.of(value, Arg.flags(mask, "0x" + Long.toHexString(mask)), Arg.num(expected), errnoArg(errno));
        return add(new Step(operation, target, Step.Pseudo.ASSERT, args));
    }

    /** Adds an entry whose result is {@code value}. */
    public Step move(Arg value) {
        return add(new Step("move", "", Step.Pseudo.MOVE, List.of(value)));
    }

    /**
     * Adds a clone(2) after which only the child goes on; its parent ends. The pid is in its place before the child does anything, since
     * the kernel writes it ({@code CLONE_PARENT_SETTID}): who is told by the child reads it there.
     */
    public Step fork(String operation, Slot pid, long flags, String flagText) {
        Arg how = Arg.flags(flags | CloneFlags.CLONE_PARENT_SETTID, "CLONE_PARENT_SETTID|" + flagText);
        Step step = new Step(operation, "", Step.Pseudo.FORK, List.of(how, Arg.num(0), new Arg.Out(pid)));
        return add(step.into(pid));
    }

    /**
     * Adds a clone(2), as vfork does it, after which the child goes on; when its program has begun, the parent goes on after
     * {@link Step#skipOnSuccess} entries. Where the child fails the parent ends, and the child's entry is the one that has
     * failed.
     *
     * @param pid two words: the child's pid, and where it was when the parent went on
     */
    public Step beside(String operation, String target, Slot pid, long flags, String flagText) {
        beside = pid;
        Step step = new Step(operation, target, Step.Pseudo.BESIDE, List.of(Arg.flags(flags, flagText)));
        return add(step.into(pid));
    }

    /** How many entries there are so far. */
    public int size() {
        return steps.size();
    }

    /** The last entry with this call, or -1. */
    public int lastOf(Syscall call) {
        for (int i = steps.size() - 1; i >= 0; i--) {
            if (steps.get(i).nr == call.nr) return i;
        }
        return -1;
    }

    /** The tape; the entry {@code broken} of it fails, for tests, unless it is out of range. */
    public Tape build(int broken) {
        Tape tape = new Tape(steps, words, beside);
        return broken >= 0 && broken < steps.size() ? tape.withBroken(broken) : tape;
    }

    /** As above, in a start of that name; null: no start has one. */
    public Tape build(int broken, @Nullable Naming naming) {
        return naming == null ? build(broken) : build(broken).named(naming);
    }

    private Step add(Step step) {
        steps.add(step);
        return step;
    }

    private static Arg errnoArg(Errno errno) {
        return Arg.flags(errno.number(), errno.name());
    }
}
