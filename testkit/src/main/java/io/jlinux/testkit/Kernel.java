package io.jlinux.testkit;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The few system calls that the test kit makes itself, since it must not stand on the code it tests. */
final class Kernel {
    static final int CLONE_NEWNS = 0x0002_0000;
    private static final long MS_REC = 1 << 14;
    private static final long MS_PRIVATE = 1 << 18;

    static {
        Native.register(Kernel.class, "c");
    }

    private Kernel() {}

    private static native int unshare(int flags) throws LastErrorException;

    private static native long syscall(long number, long a, long b, long c) throws LastErrorException;

    private static native int mount(
            @Nullable String source, String target, @Nullable String type, long flags, @Nullable String data)
            throws LastErrorException;

    /** Asks landlock_create_ruleset(2), which has one number on all architectures, for its ABI. */
    static int landlockAbi() throws IOException {
        try {
            return (int) syscall(444, 0, 0, 1);
        } catch (LastErrorException e) {
            throw new IOException("landlock_create_ruleset: " + e.getMessage(), e);
        }
    }

    /** unshare(2) for the calling thread. */
    static void unshareThread(int flags) throws IOException {
        try {
            unshare(flags);
        } catch (LastErrorException e) {
            throw new IOException("unshare: " + e.getMessage(), e);
        }
    }

    /** Keeps what the calling thread mounts from now on out of the namespace it came from. */
    static void makeMountsPrivate() throws IOException {
        try {
            mount(null, "/", null, MS_REC | MS_PRIVATE, null);
        } catch (LastErrorException e) {
            throw new IOException("mount --make-rprivate /: " + e.getMessage(), e);
        }
    }
}
