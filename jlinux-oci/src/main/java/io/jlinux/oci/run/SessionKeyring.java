package io.jlinux.oci.run;

import io.jlinux.spawn.Spawn;
import io.jlinux.sys.Errno;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;

/**
 * The session keyring of a container, by runc's name, which its first process makes and others join: none of them sees the keys of
 * whoever started this JVM.
 */
public final class SessionKeyring {
    private static final int KEYCTL_GET_KEYRING_ID = 0;
    private static final int KEY_SPEC_SESSION_KEYRING = -3;

    private static final class Holder {
        static final boolean AVAILABLE = probe();
    }

    private SessionKeyring() {}

    /**
     * Whether there are keyrings here: not in a kernel without them ({@code ENOSYS}), nor behind a filter such as Docker's ({@code
     * EPERM}, which the kernel itself does not answer). What is in there cannot reach any key either.
     */
    public static boolean isAvailable() {
        return Holder.AVAILABLE;
    }

    private static boolean probe() {
        long r = RawSyscall.call(Syscall.KEYCTL, KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING, 0);
        return !Result.is(r, Errno.ENOSYS) && !Result.is(r, Errno.EPERM);
    }

    /** Lets a process of a container have it. */
    public static void join(Spawn spawn, String id) {
        if (isAvailable()) spawn.keyring("_ses." + id);
    }
}
