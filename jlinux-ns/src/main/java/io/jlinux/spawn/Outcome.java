package io.jlinux.spawn;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How a program with {@link RunLimits} ended, with the reasons told apart.
 *
 * <p>What is certain and what is not: {@code TIMED_OUT} and {@code OUTPUT_LIMIT} are ours to know: this JVM killed it, and it
 * died of that. {@code CPU_LIMIT} is that, or SIGXCPU, or a SIGKILL with the time used up. {@code OUT_OF_MEMORY} is a
 * counter of the cgroup that grew while the program ran, and a program that did not end with 0; without a cgroup it cannot be told
 * from another's SIGKILL. {@code SECCOMP} is SIGSYS, which nothing else sends by itself, or the kill that {@link
 * Spawn#seccompTelling} has in its place.
 *
 * <p>Which call it was, the kernel tells nobody but its audit log: a parent's waitid(2) has the signal alone, also Linux 7.2's pidfds
 * have no more, and a process that is dead has no registers. So it is known where somebody answers the filter's calls: with {@link
 * Spawn#seccompTelling}, which does that, or where a handler of one's own has told it ({@link LinuxProcess#reportViolation}).
 *
 * @param kind what ended it
 * @param status the exit code or the signal
 * @param wallTime from the program's begin to when its end was seen
 * @param oomKills how many processes of the cgroup were killed for memory meanwhile; empty where that is not known
 * @param syscall the number of the system call that seccomp refused, as its architecture counts, where it is known; the last one
 *     where several processes made such calls
 * @param call its name, such as {@code mkdirat}, where that is known
 * @see <a href="https://man7.org/linux/man-pages/man2/waitid.2.html">waitid(2)</a>
 */
public record Outcome(
        Kind kind,
        ExitStatus status,
        Duration wallTime,
        OptionalLong oomKills,
        OptionalInt syscall,
        Optional<String> call) {
    /** The reasons. */
    public enum Kind {
        /** It exited, with whatever code. */
        EXITED,
        /** A signal killed it, for none of the reasons below. */
        SIGNALLED,
        /** It was killed because the wall-clock limit was over. */
        TIMED_OUT,
        /** It was killed because its processor time was used up. */
        CPU_LIMIT,
        /** The kernel killed it, or one of its processes, because the cgroup's memory was used up. */
        OUT_OF_MEMORY,
        /** A seccomp filter killed it. */
        SECCOMP,
        /** It was killed because it wrote more than its {@link Capture} allows. */
        OUTPUT_LIMIT,
        /** Somebody else has taken its status. */
        UNKNOWN
    }

    /** Whether it exited with 0. */
    public boolean isSuccess() {
        return kind == Kind.EXITED && status.shellCode() == 0;
    }

    /** {@code timed out after 2000 ms}, {@code out of memory (killed by SIGKILL)}, {@code exit 3}. */
    @Override
    public String toString() {
        String how = status.toString();
        String refused = syscall.isPresent() ? ": system call " + call.orElse("" + syscall.getAsInt()) : "";
        return switch (kind) {
            case EXITED, SIGNALLED, UNKNOWN -> how;
            case TIMED_OUT -> "timed out after " + wallTime.toMillis() + " ms";
            case CPU_LIMIT -> "processor time used up (" + how + ")";
            case OUT_OF_MEMORY -> "out of memory (" + how + ")";
            case OUTPUT_LIMIT -> "too much output (" + how + ")";
            case SECCOMP -> "refused by seccomp" + refused + " (" + how + ")";
        };
    }
}
