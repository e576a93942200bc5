package io.jlinux.mount;

import io.jlinux.sys.raw.MountFlags;
import java.util.Locale;

/**
 * How mounts made at one place appear at its copies.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/mount_namespaces.7.html">mount_namespaces(7)</a>
 */
public enum Propagation {
    PRIVATE(MountFlags.MS_PRIVATE, false),
    RPRIVATE(MountFlags.MS_PRIVATE, true),
    SLAVE(MountFlags.MS_SLAVE, false),
    RSLAVE(MountFlags.MS_SLAVE, true),
    SHARED(MountFlags.MS_SHARED, false),
    RSHARED(MountFlags.MS_SHARED, true),
    UNBINDABLE(MountFlags.MS_UNBINDABLE, false),
    RUNBINDABLE(MountFlags.MS_UNBINDABLE, true);

    private final long flag;
    private final boolean recursive;

    Propagation(long flag, boolean recursive) {
        this.flag = flag;
        this.recursive = recursive;
    }

    /** The {@code MS_*} flag. */
    public long flag() {
        return flag;
    }

    /** Whether the mounts below are changed, too. */
    public boolean recursive() {
        return recursive;
    }

    /** {@code rslave}, as mount(8) and OCI configs write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
