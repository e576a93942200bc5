package io.jlinux.ns;

import static io.jlinux.sys.raw.Fcntl.O_DIRECTORY;
import static io.jlinux.sys.raw.Fcntl.O_NOFOLLOW;
import static io.jlinux.sys.raw.Fcntl.O_PATH;
import static io.jlinux.sys.raw.Fcntl.O_RDONLY;

import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.nio.file.Path;

/**
 * Opens a namespace at a path of {@code /proc} that was seen a moment ago. What is there by now may be another's choice, a pipe on
 * which open(2) waits or a link to a device of the host: so it is looked at before it is opened, and below {@code /proc/PID/root} no
 * link is followed.
 */
final class NsfsPath {
    private static final Path PROC = Path.of("/proc");
    private static final int BELOW_ROOT = 3;

    private NsfsPath() {}

    /**
     * As {@link Namespace#open(Path)}.
     *
     * @throws LinuxException {@code EINVAL} when it is no namespace, {@code ENOTDIR} or {@code ELOOP} when a link is on the way
     */
    static NamespaceHandle open(Namespace kind, Path path) throws LinuxException {
        try (Fd there = look(path)) {
            try (Scratch s = Scratch.borrow()) {
                Result.check(RawSyscall.call(Syscall.FSTATFS, there.number(), s.address()), "statfs", path);
                if (s.buffer().getLong(0) != NamespaceBind.NSFS_MAGIC)
                    throw new LinuxException("open namespace", path.toString(), Errno.EINVAL.number());
            }
            Path again = PROC.resolve("thread-self/fd").resolve(Integer.toString(there.number()));
            return NamespaceHandle.adopt(kind, Fd.open(again, O_RDONLY));
        }
    }

    private static Fd look(Path path) throws LinuxException {
        boolean below = path.startsWith(PROC)
                && path.getNameCount() > BELOW_ROOT
                && path.getName(BELOW_ROOT - 1).toString().equals("root");
        if (!below) return Fd.open(path, O_PATH);
        // name by name: what openat2(2) is told by RESOLVE_NO_SYMLINKS, and Linux 5.4 has not
        Fd at = Fd.open(Path.of("/").resolve(path.subpath(0, BELOW_ROOT)), O_PATH | O_DIRECTORY);
        int last = path.getNameCount() - 1;
        for (int i = BELOW_ROOT; i <= last; i++) {
            try (Fd directory = at) {
                at = directory.openAt(name(path, i), O_PATH | O_NOFOLLOW | (i < last ? O_DIRECTORY : 0));
            }
        }
        return at;
    }

    private static String name(Path path, int index) throws LinuxException {
        String name = path.getName(index).toString();
        // mountinfo has none
        if (name.equals("..")) throw new LinuxException("open namespace", path.toString(), Errno.EINVAL.number());
        return name;
    }
}
