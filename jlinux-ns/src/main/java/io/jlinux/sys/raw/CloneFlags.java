package io.jlinux.sys.raw;

/**
 * Flags of clone(2), clone3(2), unshare(2) and setns(2), and the layout of {@code struct clone_args}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/clone.2.html">clone(2)</a>
 */
public final class CloneFlags {
    public static final long CLONE_NEWTIME = 0x80;
    public static final long CLONE_VM = 0x100;
    public static final long CLONE_FS = 0x200;
    public static final long CLONE_FILES = 0x400;
    public static final long CLONE_PIDFD = 0x1000;
    public static final long CLONE_VFORK = 0x4000;
    public static final long CLONE_PARENT = 0x8000;
    public static final long CLONE_PARENT_SETTID = 0x10_0000;
    public static final long CLONE_NEWNS = 0x20000;
    public static final long CLONE_NEWCGROUP = 0x2000000;
    public static final long CLONE_NEWUTS = 0x4000000;
    public static final long CLONE_NEWIPC = 0x8000000;
    public static final long CLONE_NEWUSER = 0x10000000;
    public static final long CLONE_NEWPID = 0x20000000;
    public static final long CLONE_NEWNET = 0x40000000;
    public static final long CLONE_CLEAR_SIGHAND = 0x1_0000_0000L;
    public static final long CLONE_INTO_CGROUP = 0x2_0000_0000L;

    /** Offsets in {@code struct clone_args}. */
    public static final int ARGS_FLAGS = 0;

    public static final int ARGS_PIDFD = 8;
    public static final int ARGS_EXIT_SIGNAL = 32;
    public static final int ARGS_STACK = 40;
    public static final int ARGS_STACK_SIZE = 48;
    public static final int ARGS_CGROUP = 80;
    public static final int ARGS_SIZE = 88;

    private CloneFlags() {}
}
