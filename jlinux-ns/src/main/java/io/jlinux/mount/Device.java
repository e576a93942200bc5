package io.jlinux.mount;

import java.util.List;

/**
 * A device node of a new root. A value.
 *
 * @param path its absolute path inside the root
 * @param type {@code 'c'} character, {@code 'b'} block, {@code 'p'} fifo
 * @param major its major number
 * @param minor its minor number
 * @param mode its permissions, such as 0666
 * @param uid its owner, as the new user namespace counts
 * @param gid its group, as the new user namespace counts
 * @see <a href="https://man7.org/linux/man-pages/man2/mknod.2.html">mknod(2)</a>
 */
public record Device(String path, char type, long major, long minor, int mode, int uid, int gid) {
    /** null, zero, full, random, urandom, tty: what every container has. */
    public static final List<Device> DEFAULTS = List.of(
            character("/dev/null", 1, 3),
            character("/dev/zero", 1, 5),
            character("/dev/full", 1, 7),
            character("/dev/random", 1, 8),
            character("/dev/urandom", 1, 9),
            character("/dev/tty", 5, 0));

    public Device {
        if (!path.startsWith("/")) throw new IllegalArgumentException("not an absolute path: " + path);
        if (path.indexOf('\0') >= 0) throw new IllegalArgumentException("a path with a NUL character");
        if (type != 'c' && type != 'b' && type != 'p') throw new IllegalArgumentException("not a device type: " + type);
        if (major < 0 || major > 0xfff || minor < 0 || minor > 0xfffff) {
            throw new IllegalArgumentException("not a device number: " + major + ":" + minor);
        }
    }

    /** A character device that all may read and write, owned by root. */
    public static Device character(String path, long major, long minor) {
        return new Device(path, 'c', major, minor, 0666, 0, 0);
    }

    /** The device number as mknod(2) takes it. */
    public long number() {
        return (minor & 0xff) | (major << 8) | ((minor & ~0xffL) << 12);
    }
}
