package io.jlinux.sys.raw;

/**
 * The call statx(2) and the layout of {@code struct statx}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/statx.2.html">statx(2)</a>
 */
public final class Statx {
    public static final int BASIC_STATS = 0x7ff;
    public static final int UID = 20;
    public static final int GID = 24;
    public static final int MODE = 28;
    public static final int INO = 32;
    public static final int SIZE = 40;
    public static final int RDEV_MAJOR = 128;
    public static final int RDEV_MINOR = 132;
    public static final int DEV_MAJOR = 136;
    public static final int DEV_MINOR = 140;
    public static final int MNT_ID = 144;
    public static final int STRUCT_SIZE = 256;

    public static final int S_IFMT = 0xf000;
    public static final int S_IFLNK = 0xa000;
    public static final int S_IFSOCK = 0xc000;
    public static final int S_IFREG = 0x8000;
    public static final int S_IFBLK = 0x6000;
    public static final int S_IFDIR = 0x4000;
    public static final int S_IFCHR = 0x2000;
    public static final int S_IFIFO = 0x1000;

    private Statx() {}

    /** statx of an open descriptor into {@code buffer}; 0 or {@code -errno}. */
    public static long ofFd(int fd, NativeBuffer buffer) {
        try (Scratch s = Scratch.borrow()) {
            long r = RawSyscall.call(
                    Syscall.STATX, fd, s.string(0, ""), Fcntl.AT_EMPTY_PATH, BASIC_STATS, buffer.address());
            buffer.keepAlive();
            return r;
        }
    }
}
