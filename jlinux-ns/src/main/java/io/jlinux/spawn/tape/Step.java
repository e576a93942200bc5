package io.jlinux.spawn.tape;

import io.jlinux.sys.Errno;
import io.jlinux.sys.raw.Syscall;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a tape, as Java knows it: the call, and what to say when it fails.
 *
 * <p>Mutable while the tape is built, through the chained methods.
 */
public final class Step {
    /** Entries that the stub carries out itself, without a system call of that name. */
    enum Pseudo {
        /** {@code (a & b) == c}, else the errno d. */
        ASSERT(-1),
        /** The result is a. */
        MOVE(-2),
        /** clone: the parent stores the pid and ends, the child goes on. */
        FORK(-3),
        /** clone: the child goes on; when its program has begun, the parent passes over entries and goes on, too. */
        BESIDE(-4);

        final int nr;

        Pseudo(int nr) {
            this.nr = nr;
        }
    }

    private static final int RETRIES = 1000;
    private static final int BROKEN = 0x7fff;

    final String operation;
    final String target;
    final int nr;
    final String call;
    final List<Arg> args;

    /** Accepted errnos, 0 to 127, one bit each. */
    long acceptedLow;

    long acceptedHigh;

    @Nullable
    Slot result;

    int skipOnSuccess;
    int skipOnError;
    boolean retryInterrupted;
    boolean retryAgain;

    Step(String operation, String target, Syscall call, List<Arg> args) {
        this(operation, target, call.nr, call.kernelName(), args);
        if (call.nr < 0) throw new IllegalArgumentException(call + " does not exist on this architecture");
    }

    Step(String operation, String target, Pseudo call, List<Arg> args) {
        this(operation, target, call.nr, call.name().toLowerCase(Locale.ROOT), args);
    }

    private Step(String operation, String target, int nr, String call, List<Arg> args) {
        this.operation = operation;
        this.target = target;
        this.nr = nr;
        this.call = call;
        this.args = args;
    }

    /** Goes on when the call fails with one of these. */
    public Step accept(Errno... errnos) {
        for (Errno e : errnos) {
            if (e.number() < 64) acceptedLow |= 1L << e.number();
            else acceptedHigh |= 1L << (e.number() - 64);
        }
        return this;
    }

    /** Keeps the result (or {@code -errno}, when accepted) in {@code slot}. */
    public Step into(Slot slot) {
        this.result = slot;
        return this;
    }

    /** Passes over the next {@code entries} when the call succeeds. */
    public Step skipOnSuccess(int entries) {
        this.skipOnSuccess = entries;
        return this;
    }

    /** Passes over the next {@code entries} when the call fails with an accepted errno. */
    public Step skipOnError(int entries) {
        this.skipOnError = entries;
        return this;
    }

    /** Tries again after {@code EINTR}, a bounded number of times. */
    public Step retryInterrupted() {
        this.retryInterrupted = true;
        return this;
    }

    /** Tries again after {@code EAGAIN}, a bounded number of times. */
    public Step retryAgain() {
        this.retryAgain = true;
        return this;
    }

    /** Whether a program begins here. */
    boolean isExec() {
        return nr == Syscall.EXECVE.nr || nr == Syscall.EXECVEAT.nr;
    }

    int retries() {
        return retryInterrupted || retryAgain ? RETRIES : 0;
    }

    /** The same entry, made to fail: a call number that no kernel has, and nothing accepted. For tests. */
    Step broken() {
        Step s = new Step(operation, target, BROKEN, call, args);
        s.result = result;
        return s;
    }

    /** The same entry with numbers in the place of descriptors that are open now. */
    Step withNumbers() {
        return with(operation, target, args.stream().map(Step::number).toList());
    }

    /** The same call with another argument at {@code index}. */
    Step withArgument(int index, Arg arg) {
        List<Arg> others = new ArrayList<>(args);
        others.set(index, arg);
        return with(operation, target, others);
    }

    /** The same call of what messages call {@code otherTarget}. */
    Step withTarget(String otherTarget) {
        return with(operation, otherTarget, args);
    }

    /** The same entry in a start of that name. */
    Step named(Naming naming) {
        return with(
                naming.apply(operation),
                naming.apply(target),
                args.stream().map(naming::apply).toList());
    }

    private Step with(String what, String to, List<Arg> others) {
        Step s = new Step(what, to, nr, call, others);
        s.acceptedLow = acceptedLow;
        s.acceptedHigh = acceptedHigh;
        s.result = result;
        s.skipOnSuccess = skipOnSuccess;
        s.skipOnError = skipOnError;
        s.retryInterrupted = retryInterrupted;
        s.retryAgain = retryAgain;
        return s;
    }

    private static Arg number(Arg arg) {
        return arg instanceof Arg.Descriptor d ? Arg.flags(d.number(), d.toString()) : arg;
    }

    /** What is being done, such as {@code mount proc on}. */
    public String operation() {
        return operation;
    }

    /** What it is done to, such as {@code /proc}. */
    public String target() {
        return target;
    }

    /** Whether the tape goes on when the call fails with this. */
    boolean accepts(int errno) {
        return errno < 128 && ((errno < 64 ? acceptedLow >> errno : acceptedHigh >> (errno - 64)) & 1) != 0;
    }

    private String accepted() {
        return IntStream.range(0, 128)
                .filter(this::accepts)
                .mapToObj(n -> Errno.of(n).name())
                .collect(Collectors.joining("|"));
    }

    /** The call as strace writes it, with what follows from its result. */
    @Override
    public String toString() {
        StringBuilder s = new StringBuilder(call);
        s.append(args.stream().map(Arg::toString).collect(Collectors.joining(", ", "(", ")")));
        if (result != null) s.append(" -> ").append(result);
        if (skipOnSuccess > 0) s.append("; done: skip ").append(skipOnSuccess);
        if ((acceptedLow | acceptedHigh) != 0) {
            s.append("; may fail: ").append(accepted());
            if (skipOnError > 0) s.append(", skip ").append(skipOnError);
        }
        return s.toString();
    }
}
