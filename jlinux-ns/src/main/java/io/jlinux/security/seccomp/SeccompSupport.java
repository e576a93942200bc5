package io.jlinux.security.seccomp;

import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.util.EnumSet;
import java.util.Set;

/**
 * What seccomp of this kernel can do, found by asking it.
 *
 * <p>An action that a kernel does not know kills the process, so one is not let near it.
 *
 * @param actions that the kernel knows; none: it has no seccomp(2)
 * @param flags that the kernel knows
 * @see <a href="https://man7.org/linux/man-pages/man2/seccomp.2.html">seccomp(2)</a>
 */
public record SeccompSupport(Set<SeccompAction.Kind> actions, Set<SeccompFlag> flags) {
    private static final int SET_MODE_FILTER = 1;
    private static final int GET_ACTION_AVAIL = 2;

    private static final class Current {
        static final SeccompSupport SUPPORT = probe();
    }

    public SeccompSupport {
        actions = Set.copyOf(actions);
        flags = Set.copyOf(flags);
    }

    /** Of the kernel that this JVM runs on; probed at the first call. */
    public static SeccompSupport current() {
        return Current.SUPPORT;
    }

    private static SeccompSupport probe() {
        Set<SeccompAction.Kind> actions = EnumSet.noneOf(SeccompAction.Kind.class);
        try (Scratch s = Scratch.borrow()) {
            for (SeccompAction.Kind k : SeccompAction.Kind.values()) {
                s.buffer().putInt(0, k.code);
                if (RawSyscall.call(Syscall.SECCOMP, GET_ACTION_AVAIL, 0, s.address()) == 0) actions.add(k);
            }
        }
        Set<SeccompFlag> flags = EnumSet.noneOf(SeccompFlag.class);
        for (SeccompFlag f : SeccompFlag.values()) {
            long bits = f.bit() | (f == SeccompFlag.WAIT_KILLABLE_RECV ? SeccompFlag.NEW_LISTENER.bit() : 0);
            // no filter at address 0: a kernel that knows the flag gets as far as to say so
            if (Result.is(RawSyscall.call(Syscall.SECCOMP, SET_MODE_FILTER, bits, 0), Errno.EFAULT)) flags.add(f);
        }
        return new SeccompSupport(actions, flags);
    }

    /**
     * Refuses what this kernel cannot do.
     *
     * @throws LinuxException {@code EOPNOTSUPP}, naming it
     */
    public void check(SeccompPolicy policy) throws LinuxException {
        for (SeccompAction.Kind k : policy.kinds()) {
            if (!actions.contains(k)) throw missing(policy, "action " + k);
        }
        for (SeccompFlag f : policy.flags()) {
            if (!flags.contains(f)) throw missing(policy, "flag " + f + " (Linux " + f.since() + ")");
        }
    }

    private static LinuxException missing(SeccompPolicy policy, String what) {
        return new LinuxException(
                "install seccomp policy", policy.name(), Errno.EOPNOTSUPP.number(), "this kernel lacks the " + what);
    }
}
