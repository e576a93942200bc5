package io.jlinux.mount;

import static io.jlinux.sys.raw.MountFlags.MOUNT_ATTR_ATIME;
import static io.jlinux.sys.raw.MountFlags.MOUNT_ATTR_NOATIME;
import static io.jlinux.sys.raw.MountFlags.MOUNT_ATTR_NODEV;
import static io.jlinux.sys.raw.MountFlags.MOUNT_ATTR_NODIRATIME;
import static io.jlinux.sys.raw.MountFlags.MOUNT_ATTR_NOEXEC;
import static io.jlinux.sys.raw.MountFlags.MOUNT_ATTR_NOSUID;
import static io.jlinux.sys.raw.MountFlags.MOUNT_ATTR_NOSYMFOLLOW;
import static io.jlinux.sys.raw.MountFlags.MOUNT_ATTR_RDONLY;
import static io.jlinux.sys.raw.MountFlags.MOUNT_ATTR_STRICTATIME;

import java.util.StringJoiner;

/**
 * Attributes of a mount (not of its file system) to set and to clear, in the kernel's {@code MOUNT_ATTR_*} bits. A value.
 *
 * @param set the bits to set
 * @param clear the bits to clear
 * @see <a href="https://man7.org/linux/man-pages/man2/mount_setattr.2.html">mount_setattr(2)</a>
 */
public record MountAttributes(long set, long clear) {
    public static final MountAttributes NONE = new MountAttributes(0, 0);

    /** Adds {@code bits} to what is set; the access-time bits replace each other. */
    public MountAttributes with(long bits) {
        boolean atime = (bits & MOUNT_ATTR_ATIME) != 0;
        long cleared = (clear & ~bits) | (atime ? MOUNT_ATTR_ATIME : 0);
        return new MountAttributes((atime ? set & ~MOUNT_ATTR_ATIME : set) | bits, cleared);
    }

    /** Adds {@code bits} to what is cleared. */
    public MountAttributes without(long bits) {
        return new MountAttributes(set & ~bits, clear | bits);
    }

    public MountAttributes readOnly() {
        return with(MOUNT_ATTR_RDONLY);
    }

    public MountAttributes noSuid() {
        return with(MOUNT_ATTR_NOSUID);
    }

    public MountAttributes noDev() {
        return with(MOUNT_ATTR_NODEV);
    }

    public MountAttributes noExec() {
        return with(MOUNT_ATTR_NOEXEC);
    }

    public boolean isEmpty() {
        return set == 0 && clear == 0;
    }

    /** {@code ro,nosuid}, with {@code -} before what is cleared. */
    @Override
    public String toString() {
        StringJoiner s = new StringJoiner(",");
        name(s, MOUNT_ATTR_RDONLY, "ro");
        name(s, MOUNT_ATTR_NOSUID, "nosuid");
        name(s, MOUNT_ATTR_NODEV, "nodev");
        name(s, MOUNT_ATTR_NOEXEC, "noexec");
        name(s, MOUNT_ATTR_NOATIME, "noatime");
        name(s, MOUNT_ATTR_STRICTATIME, "strictatime");
        name(s, MOUNT_ATTR_NODIRATIME, "nodiratime");
        name(s, MOUNT_ATTR_NOSYMFOLLOW, "nosymfollow");
        return s.toString();
    }

    private void name(StringJoiner s, long bit, String name) {
        if ((set & bit) != 0) s.add(name);
        else if ((clear & bit) != 0) s.add("-" + name);
    }
}
