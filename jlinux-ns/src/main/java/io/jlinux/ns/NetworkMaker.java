package io.jlinux.ns;

import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Statx;
import io.jlinux.sys.raw.Syscall;
import java.io.IOException;

/** Makes network namespaces on the calling thread, which must be a platform thread and is at home again afterwards. */
final class NetworkMaker {
    private static final int STAT = 16;

    private final NetworkPoolOptions options;

    NetworkMaker(NetworkPoolOptions options) {
        this.options = options;
    }

    NamespaceHandle make() throws IOException {
        long home;
        try (NamespaceHandle current = Namespace.NET.current()) {
            home = current.id();
        }
        NamespaceHandle made;
        NamespaceScope scope = Namespace.unshare(Namespace.NET);
        try {
            made = prepared(home);
        } catch (IOException | RuntimeException | Error e) {
            goHome(scope, e);
            throw e;
        }
        try {
            scope.close();
            return made;
        } catch (LinuxException e) {
            made.close();
            throw e;
        }
    }

    private NamespaceHandle prepared(long home) throws IOException {
        NamespaceHandle made = Namespace.NET.current();
        try {
            // there are sandboxes that answer "done" to what they do not do
            if (made.id() == home) throw new IllegalStateException("unshare(2) succeeded, and this is still " + made);
            if (options.loopbackUp()) Loopback.up();
            options.preparer().prepare(made);
            return made;
        } catch (IOException | RuntimeException | Error e) {
            made.close();
            throw e;
        }
    }

    private static void goHome(NamespaceScope scope, Throwable cause) {
        try {
            scope.close();
        } catch (LinuxException e) {
            cause.addSuppressed(e);
        }
    }

    /** Whether the descriptor still is this namespace, and not something else that somebody has put under its number. */
    static boolean isSound(NamespaceHandle handle) {
        if (!handle.fd().isOpen()) return false;
        int number = handle.fd().number();
        try (Scratch s = Scratch.borrow()) {
            long type = RawSyscall.call(Syscall.IOCTL, number, NamespaceHandle.NS_GET_NSTYPE);
            long empty = s.string(0, "");
            long stat = s.address() + STAT;
            long r = RawSyscall.call(Syscall.STATX, number, empty, Fcntl.AT_EMPTY_PATH, Statx.BASIC_STATS, stat);
            return type == Namespace.NET.cloneFlag() && r == 0 && s.buffer().getLong(STAT + Statx.INO) == handle.id();
        }
    }
}
