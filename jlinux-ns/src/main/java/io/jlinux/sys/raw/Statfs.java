package io.jlinux.sys.raw;

/**
 * The layout of {@code struct statfs}, and those of its flags whose bit is not that of mount(2).
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/statfs.2.html">statfs(2)</a>
 */
public final class Statfs {
    public static final int FLAGS = 80;
    public static final int STRUCT_SIZE = 120;
    public static final long ST_NOSYMFOLLOW = 0x2000;

    private Statfs() {}
}
