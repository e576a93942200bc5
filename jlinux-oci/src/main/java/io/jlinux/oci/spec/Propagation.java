package io.jlinux.oci.spec;

import java.util.Locale;

/**
 * How mount events spread; the variants with {@code R} are for all mounts below, too.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/mount_namespaces.7.html">mount_namespaces(7)</a>
 */
public enum Propagation implements JsonName {
    PRIVATE(1 << 18),
    RPRIVATE(1 << 18 | Flags.MS_REC),
    SLAVE(1 << 19),
    RSLAVE(1 << 19 | Flags.MS_REC),
    SHARED(1 << 20),
    RSHARED(1 << 20 | Flags.MS_REC),
    UNBINDABLE(1 << 17),
    RUNBINDABLE(1 << 17 | Flags.MS_REC);

    private final long mountFlags;

    Propagation(long mountFlags) {
        this.mountFlags = mountFlags;
    }

    /** The flags of the mount(2) call that sets it: {@code MS_PRIVATE}, {@code MS_REC | MS_SLAVE} … */
    public long mountFlags() {
        return mountFlags;
    }

    /** Whether it is for all mounts below, too. */
    public boolean recursive() {
        return (mountFlags & Flags.MS_REC) != 0;
    }

    @Override
    public String jsonName() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static final class Flags {
        static final long MS_REC = 1 << 14;
    }
}
