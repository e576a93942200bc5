package io.jlinux.cgroup;

import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Statx;
import io.jlinux.sys.raw.Syscall;
import java.nio.file.Path;

/**
 * A block device by its numbers, as the io controller wants it: a whole disk, not a partition. A value.
 *
 * @param major 0 to 4095
 * @param minor 0 to 1048575
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#io-interface-files">IO interface files</a>
 */
public record BlockDevice(int major, int minor) {
    public BlockDevice {
        if (major < 0 || major > 0xfff || minor < 0 || minor > 0xfffff) {
            throw new IllegalArgumentException("not the numbers of a device: " + major + ":" + minor);
        }
    }

    /** The device with this text, {@code 8:0}. */
    public static BlockDevice parse(String text) {
        int colon = text.indexOf(':');
        try {
            return new BlockDevice(
                    Integer.parseInt(text.substring(0, Math.max(0, colon))),
                    Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not the numbers of a device such as 8:0: '" + text + "'");
        }
    }

    /**
     * The device behind a node such as {@code /dev/sda}; statx(2).
     *
     * @throws LinuxException where the path cannot be looked at; {@code ENOTBLK} where it is no block device
     */
    public static BlockDevice of(Path node) throws LinuxException {
        NativeBuffer stat = NativeBuffer.allocate(Statx.STRUCT_SIZE);
        try (Scratch s = Scratch.borrow()) {
            long path = s.string(0, node.toString());
            long r = RawSyscall.call(Syscall.STATX, Fcntl.AT_FDCWD, path, 0, Statx.BASIC_STATS, stat.address());
            stat.keepAlive();
            Result.check(r, "look at", node);
        }
        if ((stat.getShort(Statx.MODE) & Statx.S_IFMT) != Statx.S_IFBLK) {
            throw new LinuxException("use as a block device", node.toString(), Errno.ENOTBLK.number());
        }
        return new BlockDevice(stat.getInt(Statx.RDEV_MAJOR), stat.getInt(Statx.RDEV_MINOR));
    }

    @Override
    public String toString() {
        return major + ":" + minor;
    }
}
