package io.jlinux.oci.run;

import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The home directory of a user, by the {@code /etc/passwd} of the container: what {@code HOME} is where the config does not say it.
 * As with runc, it is {@code /} for a user who is not in there.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/passwd.5.html">passwd(5)</a>
 */
final class HomeDirectory {
    static final String NONE = "/";

    private static final int MAX_BYTES = 1 << 20;
    private static final int UID = 2;
    private static final int HOME = 5;

    private HomeDirectory() {}

    /**
     * Of a user in a root.
     *
     * @param root a directory of the host
     * @param file of the root, most often {@code etc/passwd}
     */
    static String of(Path root, String file, long uid) {
        try (Fd directory = Fd.open(root, Fcntl.O_PATH | Fcntl.O_DIRECTORY)) {
            // a fifo or a device must not keep us waiting
            int flags = Fcntl.O_RDONLY | Fcntl.O_NONBLOCK | Fcntl.O_NOCTTY;
            Optional<Fd> passwd = InRoot.open(directory, file, flags);
            if (passwd.isEmpty()) return NONE;
            try (Fd open = passwd.get()) {
                InRoot.Stat stat = InRoot.stat(open, "");
                if (!stat.isRegular() || stat.size() > MAX_BYTES) return NONE;
                return find(read(open, (int) stat.size()), uid);
            }
        } catch (LinuxException e) {
            return NONE; // as for a user who is not in there
        }
    }

    private static String read(Fd file, int size) {
        if (size == 0) return "";
        NativeBuffer b = NativeBuffer.allocate(size);
        long n = RawSyscall.call(Syscall.PREAD64, file.number(), b.address(), size, 0);
        b.keepAlive();
        return n <= 0 ? "" : new String(b.get(0, (int) n), StandardCharsets.UTF_8);
    }

    /** A pure function of the text. */
    static String find(String passwd, long uid) {
        for (String line : passwd.split("\n")) {
            String[] fields = line.split(":", -1);
            if (fields.length > HOME && fields[UID].equals(Long.toString(uid))) {
                return fields[HOME].isEmpty() ? NONE : fields[HOME];
            }
        }
        return NONE;
    }
}
