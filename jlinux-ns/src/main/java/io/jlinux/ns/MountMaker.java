package io.jlinux.ns;

import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.util.OptionalLong;

/**
 * New mount namespaces that can be bound in the one they are made from. The kernel binds only those whose number is higher than
 * that of the current one, so that none ever keeps itself alive. Until 6.17 the numbers rise with time. Linux 6.18 gives each CPU
 * 4096 of them at once ({@code ns_tree_gen_id} in {@code kernel/nstree.c}), and what is made later on another CPU may be lower; 6.19
 * went back to one counter.
 *
 * <p>For a thread that ends with it: it is left on one CPU, in a UTS namespace of its own.
 */
final class MountMaker {
    private static final int GIVEN_AT_ONCE = 4096;
    private static final int STEP = 128;
    private static final int CPU_MASK_SIZE = 1024;

    private MountMaker() {}

    static NamespaceHandle make() throws LinuxException {
        OptionalLong own;
        try (NamespaceHandle current = Namespace.MOUNT.current()) {
            own = current.uniqueId();
        }
        NamespaceHandle made = unshare();
        if (!isLower(made, own)) return made;
        stayOnThisCpu();
        // one more than the batch takes, for the ids that others take meanwhile only help
        for (int i = 0; i <= GIVEN_AT_ONCE / STEP && isLower(made, own); i++) {
            made.close();
            passIds();
            made = unshare();
        }
        return made;
    }

    private static boolean isLower(NamespaceHandle made, OptionalLong own) {
        OptionalLong id = made.uniqueId();
        return own.isPresent() && id.isPresent() && id.getAsLong() < own.getAsLong();
    }

    private static NamespaceHandle unshare() throws LinuxException {
        NamespaceMaker.unshare(Namespace.MOUNT);
        NamespaceScope.makePrivate();
        return Namespace.MOUNT.current();
    }

    /** UTS namespaces take their numbers from the same batch, and cost 7 microseconds each. */
    private static void passIds() {
        for (int i = 0; i < STEP; i++) {
            long r = RawSyscall.call(Syscall.UNSHARE, Namespace.UTS.cloneFlag());
            if (RawSyscall.failed(r)) return;
        }
    }

    /** Elsewhere the numbers would be another batch's. Where a sandbox refuses it, the kernel may well leave the thread here. */
    private static void stayOnThisCpu() {
        try (Scratch s = Scratch.borrow()) {
            if (RawSyscall.failed(RawSyscall.call(Syscall.GETCPU, s.address(), 0, 0))) return;
            int cpu = s.buffer().getInt(0);
            for (int i = 0; i < CPU_MASK_SIZE; i += 8) s.buffer().putLong(i, 0);
            s.buffer().putLong(cpu / 64 * 8, 1L << cpu % 64);
            RawSyscall.call(Syscall.SCHED_SETAFFINITY, 0, CPU_MASK_SIZE, s.address());
        }
    }
}
