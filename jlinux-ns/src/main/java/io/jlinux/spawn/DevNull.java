package io.jlinux.spawn;

import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.Fcntl;
import java.nio.file.Path;
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
            open = Descriptors.openHigh(Path.of("/dev/null"), Fcntl.O_RDWR);
            fd = open;
        }
        return open;
    }
}
