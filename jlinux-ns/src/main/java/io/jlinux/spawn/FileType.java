package io.jlinux.spawn;

import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Statx;
import io.jlinux.sys.raw.Syscall;

/** What lies at a path of the host, by one statx(2): a root of the host's parts asks for a dozen of them at each start. */
enum FileType {
    NONE,
    LINK,
    DIRECTORY,
    OTHER;

    /** Of {@code path} itself, also where it is a symbolic link. */
    static FileType of(String path) {
        return of(path, Fcntl.AT_SYMLINK_NOFOLLOW);
    }

    /** Whether {@code path}, or what a link there leads to, is a directory. */
    static boolean isDirectory(String path) {
        return of(path, 0) == DIRECTORY;
    }

    private static FileType of(String path, int flags) {
        if (path.indexOf('\0') >= 0 || path.length() * 3 >= Scratch.SIZE - Statx.STRUCT_SIZE) return NONE;
        try (Scratch s = Scratch.borrow()) {
            long name = s.string(Statx.STRUCT_SIZE, path);
            long r = RawSyscall.call(Syscall.STATX, Fcntl.AT_FDCWD, name, flags, Statx.BASIC_STATS, s.address());
            if (r != 0) return NONE;
            return switch (s.buffer().getShort(Statx.MODE) & Statx.S_IFMT) {
                case Statx.S_IFLNK -> LINK;
                case Statx.S_IFDIR -> DIRECTORY;
                default -> OTHER;
            };
        }
    }
}
