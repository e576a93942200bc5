package io.jlinux.net.container;

import io.jlinux.net.state.TextFile;
import io.jlinux.sys.Errno;
import io.jlinux.sys.KernelFile;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Statx;
import io.jlinux.sys.raw.Syscall;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where networks are written down. */
final class StateDirectory {
    private static final String NAME = "jlinux-net";
    private static final Path RUN = Path.of("/run");

    private static final String USE = "use state directory";
    private static final int WRITE_FOR_OTHERS = 022;

    private StateDirectory() {}

    /** The same for all processes of a user, whatever user namespace they are in. */
    static Path standard() throws LinuxException {
        long uid = RawSyscall.call(Syscall.GETEUID) & 0xffff_ffffL;
        if (uid == 0 && Files.isWritable(RUN)) return RUN.resolve(NAME);
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        if (runtime != null && runtime.startsWith("/") && Files.isWritable(Path.of(runtime))) {
            return Path.of(runtime, NAME);
        }
        Path user = Path.of("/run/user", Long.toString(outer(uid)));
        if (Files.isWritable(user)) return user.resolve(NAME);
        return Path.of(System.getProperty("java.io.tmpdir"), NAME + "-" + outer(uid))
                .toAbsolutePath();
    }

    /** The id outside of this user namespace: the root of each is 0 in its own. */
    private static long outer(long uid) throws LinuxException {
        for (String line : KernelFile.read(Path.of("/proc/self/uid_map")).split("\n", -1)) {
            String[] words = line.strip().split("\\s+");
            if (words.length != 3) continue;
            long offset = uid - Long.parseLong(words[0]);
            if (offset >= 0 && offset < Long.parseLong(words[2])) return Long.parseLong(words[1]) + offset;
        }
        return uid;
    }

    /** Makes it for this user alone. In a directory that all may write to, somebody else may have been first. */
    static void make(Path directory) throws IOException {
        try {
            TextFile.makeDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            // told below what it is
        }
        check(directory);
    }

    /** All of it by one call, and not through a symbolic link: what is there cannot become another meanwhile. */
    private static void check(Path directory) throws LinuxException {
        try (Scratch s = Scratch.borrow()) {
            long name = s.string(Statx.STRUCT_SIZE, directory.toString());
            long r = RawSyscall.call(
                    Syscall.STATX, Fcntl.AT_FDCWD, name, Fcntl.AT_SYMLINK_NOFOLLOW, Statx.BASIC_STATS, s.address());
            Result.check(r, USE, directory);
            int mode = s.buffer().getShort(Statx.MODE) & 0xffff;
            long owner = s.buffer().getInt(Statx.UID) & 0xffff_ffffL;
            int type = mode & Statx.S_IFMT;
            if (type == Statx.S_IFLNK) throw refused(directory, "it is a symbolic link");
            if (type != Statx.S_IFDIR) throw refused(directory, "it is no directory");
            long self = RawSyscall.call(Syscall.GETEUID) & 0xffff_ffffL;
            if (owner != self) throw refused(directory, "it belongs to user " + owner);
            if ((mode & WRITE_FOR_OTHERS) != 0) {
                throw refused(directory, "others may write to it, mode " + Integer.toOctalString(mode & 0xfff));
            }
        }
    }

    private static LinuxException refused(Path directory, String why) {
        return new LinuxException(USE, directory.toString(), Errno.EPERM.number(), why);
    }
}
