package io.jlinux.spawn;

import io.jlinux.ns.ThreadNamespaces;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.Uninterrupted;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** The host's null device, opened once for all children: to open and close it for each costs 3% of a spawn. */
final class DevNull {
    private static volatile @Nullable Fd fd;

    private DevNull() {}

    /** Open for reading and writing as long as this JVM lives, at a number above 2. */
    static Fd get() throws LinuxException {
        Fd open = fd;
        return open == null ? open() : open;
    }

    private static synchronized Fd open() throws LinuxException {
        Fd open = fd;
        if (open == null) {
            // in a mount namespace of this thread's own it may be another file, and would keep that namespace's mount
            open = ThreadNamespaces.areMain() ? openHere() : openAtHome();
            fd = open;
        }
        return open;
    }

    private static Fd openHere() throws LinuxException {
        return Descriptors.openHigh(Path.of("/dev/null"), Fcntl.O_RDWR);
    }

    private static Fd openAtHome() throws LinuxException {
        FutureTask<Fd> open = new FutureTask<>(DevNull::openHere);
        HomeThread.of("jlinux-null", 0, open).start();
        try {
            return Uninterrupted.get(open);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LinuxException refused) throw refused;
            throw new IllegalStateException(e.getCause());
        }
    }
}
