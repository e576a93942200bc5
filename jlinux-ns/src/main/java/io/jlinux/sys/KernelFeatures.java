package io.jlinux.sys;

import io.jlinux.sys.raw.CloneFlags;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What this kernel can do, found by trying each call once with arguments that do nothing.
 *
 * <p>A sandbox in front of the kernel (Docker's seccomp profile answers {@code ENOSYS} to clone3, older ones {@code EPERM} to whatever
 * they do not know) counts as the kernel: what is false here cannot be used, whatever the version says.
 *
 * @param clone3 clone3(2), Linux 5.3
 * @param cloneIntoCgroup {@code CLONE_INTO_CGROUP}, Linux 5.7
 * @param clearSighand {@code CLONE_CLEAR_SIGHAND}, Linux 5.5
 * @param openat2 openat2(2), Linux 5.6
 * @param newMountApi fsopen(2), open_tree(2), move_mount(2), Linux 5.2
 * @param mountSetattr mount_setattr(2), Linux 5.12
 * @param closeRange close_range(2), Linux 5.9
 * @param pidfdGetfd pidfd_getfd(2), Linux 5.6
 * @param timeNamespaces {@code CLONE_NEWTIME}, Linux 5.6
 * @param setnsPidfd setns(2) with a pidfd and several namespaces at once, Linux 5.8
 * @see <a href="https://man7.org/linux/man-pages/man2/syscalls.2.html">syscalls(2)</a>
 */
public record KernelFeatures(
        boolean clone3,
        boolean cloneIntoCgroup,
        boolean clearSighand,
        boolean openat2,
        boolean newMountApi,
        boolean mountSetattr,
        boolean closeRange,
        boolean pidfdGetfd,
        boolean timeNamespaces,
        boolean setnsPidfd) {

    private static final class Holder {
        static final KernelFeatures CURRENT = probe();
    }

    private static final long CLEAR_SIGHAND = 0x1_0000_0000L;
    private static final long INTO_CGROUP = 0x2_0000_0000L;

    /** The features of the kernel that this JVM runs on; probed at the first call. */
    public static KernelFeatures current() {
        return Holder.CURRENT;
    }

    static KernelFeatures probe() {
        return new KernelFeatures(
                lets(RawSyscall.call(Syscall.CLONE3, 0, 0)),
                clone3Knows(INTO_CGROUP),
                clone3Knows(CLEAR_SIGHAND),
                lets(RawSyscall.call(Syscall.OPENAT2, -1, 0, 0, 0)),
                has(RawSyscall.call(Syscall.FSOPEN, 0, -1)) && lets(RawSyscall.call(Syscall.OPEN_TREE, -1, 0, -1)),
                lets(RawSyscall.call(Syscall.MOUNT_SETATTR, -1, 0, -1, 0, 0)),
                lets(RawSyscall.call(Syscall.CLOSE_RANGE, -1, 0, 0)),
                lets(RawSyscall.call(Syscall.PIDFD_GETFD, -1, -1, 0)),
                Files.exists(Path.of("/proc/self/ns/time")),
                setnsTakesPidfds());
    }

    /**
     * Asks for what a process with threads never gets, its own time namespace: EUSERS says that the kernel looked at it. Where
     * it says anything else, the namespaces are entered one by one.
     */
    private static boolean setnsTakesPidfds() {
        long self = RawSyscall.call(Syscall.PIDFD_OPEN, RawSyscall.call(Syscall.GETPID), 0);
        if (RawSyscall.failed(self)) return false;
        long r = RawSyscall.call(Syscall.SETNS, self, CloneFlags.CLONE_NEWTIME);
        RawSyscall.call(Syscall.CLOSE, self);
        return Result.is(r, Errno.EUSERS);
    }

    /** For calls that refuse such arguments before any right is asked for: EPERM is a sandbox' answer, not the kernel's. */
    private static boolean lets(long result) {
        return has(result) && !Result.is(result, Errno.EPERM);
    }

    private static boolean has(long result) {
        return !Result.is(result, Errno.ENOSYS);
    }

    /**
     * Known flags get as far as their own checks, unknown ones give EINVAL. For INTO_CGROUP a bad descriptor gives EBADF;
     * for CLEAR_SIGHAND together with CLONE_SIGHAND there is no such tell-tale, so both are asked for with descriptor -1.
     */
    private static boolean clone3Knows(long flag) {
        NativeBuffer args = NativeBuffer.allocate(88);
        args.putLong(0, flag | INTO_CGROUP).putLong(80, 0x7fff_fff0L);
        long r = RawSyscall.call(Syscall.CLONE3, args.address(), 88);
        args.keepAlive();
        return Result.is(r, Errno.EBADF);
    }
}
