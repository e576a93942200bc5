package io.jlinux.spawn;

import io.jlinux.spawn.tape.WaitId;
import io.jlinux.sys.Fd;
import io.jlinux.sys.Signal;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a process ended.
 *
 * @param code the exit code, when it exited
 * @param signal the number of the signal, when one killed it
 * @param coreDumped whether the signal left a core dump
 * @param usage what it used; empty when somebody else waited for it
 * @see <a href="https://man7.org/linux/man-pages/man2/wait.2.html">waitid(2)</a>
 */
public record ExitStatus(OptionalInt code, OptionalInt signal, boolean coreDumped, Optional<ResourceUsage> usage) {
    /** The bit that init.S sets besides the wait status of its program. */
    private static final long PROGRAM_ENDED = 1L << 32;

    static ExitStatus of(WaitId wait) {
        if (wait.code() == WaitId.LOST) {
            return new ExitStatus(OptionalInt.empty(), OptionalInt.empty(), false, Optional.empty());
        }
        Optional<ResourceUsage> usage = Optional.of(ResourceUsage.parse(wait.rusage()));
        if (wait.code() == WaitId.EXITED) {
            return new ExitStatus(OptionalInt.of(wait.status()), OptionalInt.empty(), false, usage);
        }
        boolean dumped = wait.code() == WaitId.DUMPED;
        return new ExitStatus(OptionalInt.empty(), OptionalInt.of(wait.status()), dumped, usage);
    }

    /** Of the program of an init that ended so: what it has told, before it ended; closes {@code told}. */
    ExitStatus ofProgram(Fd told) {
        try (told;
                Scratch s = Scratch.borrow()) {
            long n = RawSyscall.call(Syscall.READ, told.number(), s.address(), 8);
            long value = n == 8 ? s.buffer().getLong(0) : 0;
            if ((value & PROGRAM_ENDED) == 0) return this; // the init itself was killed
            int killer = (int) value & 0x7f;
            if (killer == 0) {
                return new ExitStatus(OptionalInt.of((int) value >> 8 & 0xff), OptionalInt.empty(), false, usage);
            }
            return new ExitStatus(OptionalInt.empty(), OptionalInt.of(killer), (value & 0x80) != 0, usage);
        }
    }

    /** The shell's number: the exit code, or 128 + the signal; -1 when the status was taken by somebody else. */
    public int shellCode() {
        return code.isPresent() ? code.getAsInt() : signal.isPresent() ? 128 + signal.getAsInt() : -1;
    }

    /** {@code exit 3}, {@code killed by SIGKILL}, {@code unknown}. */
    @Override
    public String toString() {
        if (code.isPresent()) return "exit " + code.getAsInt();
        if (signal.isEmpty()) return "unknown: another waited for the process";
        return "killed by " + Signal.describe(signal.getAsInt()) + (coreDumped ? ", core dumped" : "");
    }
}
