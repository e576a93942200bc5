package io.jlinux.ns;

import static io.jlinux.sys.raw.Fcntl.O_DIRECTORY;
import static io.jlinux.sys.raw.Fcntl.O_PATH;

import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.KernelFeatures;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.CloneFlags;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The calling platform thread in other namespaces, until {@link #close()} brings it home.
 *
 * <p>Belongs to the thread that opened it: no other thread can close it, and virtual threads are refused, because they
 * share their carrier. Scopes nest and are closed in reverse order. Threads that are started inside inherit the
 * namespaces and keep them.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/setns.2.html">setns(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/unshare.2.html">unshare(2)</a>
 */
public final class NamespaceScope implements AutoCloseable {
    private static final int MS_REC = 0x4000;
    private static final int MS_PRIVATE = 1 << 18;
    private static final @Nullable Method IS_VIRTUAL = isVirtualMethod();

    private final Thread owner = Thread.currentThread();
    private final List<NamespaceHandle> home = new ArrayList<>();
    private @Nullable Fd root;
    private @Nullable Fd directory;
    private boolean closed;

    private NamespaceScope() {}

    static NamespaceScope unshare(Namespace... kinds) throws LinuxException {
        if (kinds.length == 0) throw new IllegalArgumentException("no namespace to unshare");
        Set<Namespace> set = EnumSet.copyOf(List.of(kinds));
        NamespaceScope scope = prepare(set);
        try {
            Result.check(RawSyscall.call(Syscall.UNSHARE, flags(set)), "unshare", set);
        } catch (LinuxException e) {
            scope.release();
            throw e;
        }
        try {
            if (set.contains(Namespace.MOUNT)) makePrivate();
            return scope;
        } catch (LinuxException e) {
            scope.closeAfter(e);
            throw e;
        }
    }

    static NamespaceScope enter(NamespaceHandle... targets) throws LinuxException {
        return enter(kinds(targets), () -> {
            for (NamespaceHandle target : targets) setns(target);
        });
    }

    /** Enters without a way back, on a thread that ends in there. */
    static void enterForGood(NamespaceHandle... targets) throws LinuxException {
        Set<Namespace> kinds = kinds(targets);
        refuse(kinds);
        if (kinds.contains(Namespace.MOUNT)) unshareFs();
        for (NamespaceHandle target : targets) setns(target);
    }

    static Set<Namespace> kinds(NamespaceHandle... handles) {
        if (handles.length == 0) throw new IllegalArgumentException("no namespace to enter");
        Set<Namespace> kinds = EnumSet.noneOf(Namespace.class);
        for (NamespaceHandle handle : handles) {
            if (!kinds.add(handle.kind())) {
                throw new IllegalArgumentException("two namespaces of kind " + handle.kind());
            }
        }
        return kinds;
    }

    static NamespaceScope enter(ProcessNamespaces target) throws LinuxException {
        return enter(target, KernelFeatures.current().setnsPidfd());
    }

    /** @param atOnce whether setns(2) takes pidfds; else the namespaces are entered one by one */
    static NamespaceScope enter(ProcessNamespaces target, boolean atOnce) throws LinuxException {
        refuse(target.kinds());
        if (!atOnce) {
            List<NamespaceHandle> handles = target.open();
            try {
                return enter(handles.toArray(NamespaceHandle[]::new));
            } finally {
                handles.forEach(NamespaceHandle::close);
            }
        }
        long flags = flags(target.kinds());
        int pidfd = target.process().fd().number();
        return enter(target.kinds(), () -> Result.check(RawSyscall.call(Syscall.SETNS, pidfd, flags), "setns", target));
    }

    @FunctionalInterface
    interface Entering {
        void run() throws LinuxException;
    }

    private static NamespaceScope enter(Set<Namespace> kinds, Entering entering) throws LinuxException {
        NamespaceScope scope = prepare(kinds);
        try {
            if (kinds.contains(Namespace.MOUNT)) unshareFs();
            entering.run();
            return scope;
        } catch (LinuxException | RuntimeException e) {
            // the first of several may have been entered
            scope.closeAfter(e);
            throw e;
        }
    }

    /** setns of a mount namespace is refused while root and cwd are shared with other threads. */
    private static void unshareFs() throws LinuxException {
        Result.check(RawSyscall.call(Syscall.UNSHARE, CloneFlags.CLONE_FS), "unshare", "CLONE_FS");
    }

    private static long flags(Set<Namespace> kinds) {
        return kinds.stream().mapToLong(Namespace::cloneFlag).reduce(0, (a, b) -> a | b);
    }

    private static NamespaceScope prepare(Set<Namespace> kinds) throws LinuxException {
        refuse(kinds);
        requirePlatformThread();
        if (kinds.contains(Namespace.NET)) JdkSockets.prepared();
        NamespaceScope scope = new NamespaceScope();
        try {
            for (Namespace kind : kinds) scope.home.add(kind == Namespace.PID ? forChildren() : kind.current());
            for (NamespaceHandle home : scope.home) requireWayBack(home);
            if (kinds.contains(Namespace.MOUNT)) {
                scope.root = Fd.open(Path.of("/"), O_PATH | O_DIRECTORY);
                scope.directory = Fd.open(Path.of("."), O_PATH | O_DIRECTORY);
            }
            return scope;
        } catch (LinuxException | RuntimeException e) {
            scope.release();
            throw e;
        }
    }

    /**
     * A JVM that is root of a user namespace may still be in namespaces of the one outside, to which setns(2) would not let its thread
     * return. The kernel does not tell the owner of such a one.
     */
    private static void requireWayBack(NamespaceHandle home) throws LinuxException {
        try {
            home.owner().close();
        } catch (LinuxException e) {
            if (e.errno() != Errno.EPERM) return;
            throw new LinuxException(
                    "come back from a scope to",
                    home.toString(),
                    Errno.EPERM.number(),
                    null,
                    "it belongs to a user namespace outside of this JVM's: start the JVM in a " + home.kind()
                            + " namespace of its own, too, or use NamespaceCall, whose thread does not come back");
        }
    }

    /**
     * Only the namespace of the children changes, and it is not always the thread's own: in a scope within a scope.
     */
    private static NamespaceHandle forChildren() throws LinuxException {
        try {
            return Namespace.PID.open(Path.of("/proc/thread-self/ns/pid_for_children"));
        } catch (LinuxException e) {
            if (e.errno() != Errno.ENOENT) throw e;
            throw new IllegalStateException(
                    "this thread's children get a new pid namespace that has no process yet, and that no thread could be"
                            + " brought back to: start a process in it first, or close its scope",
                    e);
        }
    }

    static void refuse(Set<Namespace> kinds) {
        refuse(kinds, Namespace.USER, "a child can: Spawn.unshare(Namespace.USER) or Spawn.join(handle)");
        refuse(kinds, Namespace.TIME, "a child can: Spawn.unshare(Namespace.TIME) or Spawn.join(handle)");
    }

    private static void refuse(Set<Namespace> kinds, Namespace kind, String where) {
        if (kinds.contains(kind)) {
            throw new IllegalArgumentException("the kernel does not let a thread of a multithreaded process, such as a"
                    + " JVM, enter another " + kind + " namespace; " + where);
        }
    }

    static void requirePlatformThread() {
        if (isVirtualThread()) {
            throw new IllegalStateException("a virtual thread cannot change namespaces: it would change those of"
                    + " its carrier; use a platform thread");
        }
    }

    static boolean isVirtualThread() {
        try {
            return IS_VIRTUAL != null && (boolean) IS_VIRTUAL.invoke(Thread.currentThread());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Virtual threads came with Java 21. */
    private static @Nullable Method isVirtualMethod() {
        try {
            return Thread.class.getMethod("isVirtual");
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    static void makePrivate() throws LinuxException {
        try (Scratch s = Scratch.borrow()) {
            long none = s.string(0, "none");
            long slash = s.string(16, "/");
            long r = RawSyscall.call(Syscall.MOUNT, none, slash, 0, MS_REC | MS_PRIVATE, 0);
            Result.check(r, "make private", "/");
        }
    }

    private static void setns(NamespaceHandle target) throws LinuxException {
        long r = RawSyscall.call(
                Syscall.SETNS, target.fd().number(), target.kind().cloneFlag());
        Result.check(r, "setns", target);
    }

    /**
     * Brings the thread back into the namespaces, root and working directory that it came from.
     *
     * @throws IllegalStateException on another thread than the one that opened the scope
     * @throws LinuxException when the kernel refuses the way back: the thread must then end, and not be used again
     */
    @Override
    public void close() throws LinuxException {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException("a namespace scope is closed by the thread that opened it: "
                    + owner.getName() + ", not " + Thread.currentThread().getName());
        }
        if (closed) return;
        closed = true;
        try {
            // a thread that was started inside shares its root and directory with this one
            if (root != null) unshareFs();
            List<NamespaceHandle> reverse = new ArrayList<>(home);
            Collections.reverse(reverse);
            for (NamespaceHandle handle : reverse) setns(handle);
            if (root != null && directory != null) restoreRoot(root, directory);
        } finally {
            release();
        }
    }

    private static void restoreRoot(Fd root, Fd directory) throws LinuxException {
        try (Scratch s = Scratch.borrow()) {
            Result.check(RawSyscall.call(Syscall.FCHDIR, root.number()), "fchdir", root.label());
            Result.check(RawSyscall.call(Syscall.CHROOT, s.string(0, ".")), "chroot", root.label());
            Result.check(RawSyscall.call(Syscall.FCHDIR, directory.number()), "fchdir", directory.label());
        }
    }

    private void closeAfter(Exception cause) {
        try {
            close();
        } catch (LinuxException e) {
            cause.addSuppressed(e);
        }
    }

    private void release() {
        home.forEach(NamespaceHandle::close);
        if (root != null) root.close();
        if (directory != null) directory.close();
    }
}
