package io.jlinux.security.seccomp;

import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.lang.reflect.Method;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Installs filters on the calling thread. */
final class SeccompInstaller {
    private static final Logger LOG = LoggerFactory.getLogger(SeccompInstaller.class);
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int SECCOMP_SET_MODE_FILTER = 1;

    private SeccompInstaller() {}

    /**
     * Sets no_new_privs and installs the filter.
     *
     * @param with flags besides the policy's
     * @return what seccomp(2) returns: a descriptor with NEW_LISTENER, else 0
     */
    static int install(SeccompPolicy policy, SeccompFlag... with) throws LinuxException {
        if (isVirtual()) throw new IllegalStateException("a virtual thread has no thread of the kernel to itself");
        SeccompSupport.current().check(policy);
        Set<SeccompFlag> flags = EnumSet.noneOf(SeccompFlag.class);
        flags.addAll(policy.flags());
        flags.addAll(Set.of(with));
        byte[] code = policy.filter().bytes();
        NativeBuffer instructions = NativeBuffer.allocate(code.length).put(0, code);
        NativeBuffer program = NativeBuffer.allocate(16);
        program.putShort(0, code.length / 8).putLong(8, instructions.address());
        String operation = "install seccomp policy";
        Result.check(RawSyscall.call(Syscall.PRCTL, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "set", "no_new_privs");
        long r = RawSyscall.call(Syscall.SECCOMP, SECCOMP_SET_MODE_FILTER, SeccompFlag.bits(flags), program.address());
        instructions.keepAlive();
        program.keepAlive();
        boolean listens = flags.contains(SeccompFlag.NEW_LISTENER);
        if (r > 0 && !listens) {
            String thread = "thread " + r + " has a filter that this one does not have";
            throw new LinuxException(operation, policy.name(), Errno.ESRCH.number(), thread);
        }
        return (int) Result.check(r, operation, policy.name());
    }

    /**
     * As above, with a listener that a thread serves which is there before the filter, and so without it. That one makes the listener,
     * too: what this thread calls from then on may have to be answered already, be it to load a class.
     */
    static SeccompListener listen(SeccompPolicy policy, SeccompHandler handler) throws LinuxException {
        CompletableFuture<Integer> installed = new CompletableFuture<>();
        CompletableFuture<SeccompListener> listening = new CompletableFuture<>();
        String label = "seccomp listener of " + policy.name();
        Thread server = new Thread(null, () -> serve(label, installed, listening, handler), "jlinux-seccomp", 0);
        server.setDaemon(true);
        server.start();
        try {
            installed.complete(install(policy, SeccompFlag.NEW_LISTENER));
            return listening.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof LinuxException cause) throw cause;
            throw e;
        } finally {
            installed.cancel(false);
        }
    }

    private static SeccompListener adopt(Fd fd) throws LinuxException {
        try {
            return SeccompListener.adopt(fd);
        } catch (LinuxException e) {
            fd.close();
            throw e;
        }
    }

    private static void serve(
            String label,
            CompletableFuture<Integer> installed,
            CompletableFuture<SeccompListener> listening,
            SeccompHandler handler) {
        SeccompListener listener;
        try {
            listener = adopt(Fd.adopt(installed.join(), label));
        } catch (CancellationException e) {
            LOG.debug("no filter was installed", e);
            return;
        } catch (LinuxException | RuntimeException e) {
            listening.completeExceptionally(e);
            return;
        }
        listening.complete(listener);
        listener.run(handler);
    }

    private static boolean isVirtual() {
        Method m = IS_VIRTUAL;
        try {
            return m != null && (boolean) m.invoke(Thread.currentThread());
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    private static final @Nullable Method IS_VIRTUAL = isVirtualMethod();

    /** Since Java 21. */
    private static @Nullable Method isVirtualMethod() {
        try {
            return Thread.class.getMethod("isVirtual");
        } catch (NoSuchMethodException e) {
            return null;
        }
    }
}
