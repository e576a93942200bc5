package io.jlinux.oci.spec;

/**
 * A flag of a mount, with its bit in mount(2) and, where it has one, its attribute of mount_setattr(2).
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/mount_setattr.2.html">mount_setattr(2)</a>
 */
public enum MountFlag {
    RDONLY(0x1, 0x1),
    NOSUID(0x2, 0x2),
    NODEV(0x4, 0x4),
    NOEXEC(0x8, 0x8),
    SYNCHRONOUS(0x10, 0),
    MANDLOCK(0x40, 0),
    DIRSYNC(0x80, 0),
    NOSYMFOLLOW(0x100, 0x20_0000),
    NOATIME(0x400, 0x10),
    NODIRATIME(0x800, 0x80),
    SILENT(0x8000, 0),
    RELATIME(0x20_0000, 0),
    I_VERSION(0x80_0000, 0),
    STRICTATIME(0x100_0000, 0x20),
    LAZYTIME(0x200_0000, 0);

    private final long mountFlag;
    private final long attribute;

    MountFlag(long mountFlag, long attribute) {
        this.mountFlag = mountFlag;
        this.attribute = attribute;
    }

    /** The {@code MS_…} bit of mount(2). */
    public long mountFlag() {
        return mountFlag;
    }

    /** The {@code MOUNT_ATTR_…} bit; 0 where there is none, and for {@code RELATIME}, whose attribute is 0. */
    public long attribute() {
        return attribute;
    }

    /** Whether it is one of the three ways to keep access times, of which an attribute has exactly one. */
    public boolean isAccessTime() {
        return this == NOATIME || this == RELATIME || this == STRICTATIME;
    }
}
