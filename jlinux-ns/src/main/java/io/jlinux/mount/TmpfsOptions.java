package io.jlinux.mount;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a tmpfs can be told. A value; what is not set is the kernel's default: half of the memory, half as many inodes as
 * there are pages, mode 1777.
 *
 * <p>{@code Mount.tmpfs("/tmp", TmpfsOptions.DEFAULTS.size(64L << 20).mode(01777).inodes(10_000))}
 *
 * @param size the most bytes that it may hold, at least 1; the kernel rounds up to pages
 * @param inodes the most files and directories ({@code nr_inodes}), at least 1
 * @param mode the permissions of its root directory, such as 01777
 * @param uid the owner of its root directory, as the new user namespace counts
 * @param gid the group of its root directory, as the new user namespace counts
 * @param noSwap its pages are never swapped out, Linux 6.4
 * @see <a href="https://man7.org/linux/man-pages/man5/tmpfs.5.html">tmpfs(5)</a>
 */
public record TmpfsOptions(
        OptionalLong size, OptionalLong inodes, OptionalInt mode, OptionalLong uid, OptionalLong gid, boolean noSwap) {
    /** Nothing set. */
    public static final TmpfsOptions DEFAULTS = new TmpfsOptions(
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalInt.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            false);

    public TmpfsOptions {
        // size=0 and nr_inodes=0 mean "no limit" to the kernel: never what a 0 that was computed should become
        if (size.orElse(1) < 1) throw new IllegalArgumentException("not a size of a tmpfs: " + size.getAsLong());
        if (inodes.orElse(1) < 1) throw new IllegalArgumentException("not a number of inodes: " + inodes.getAsLong());
        OptionNumbers.checkMode(mode);
        OptionNumbers.checkId(uid);
        OptionNumbers.checkId(gid);
    }

    public TmpfsOptions size(long bytes) {
        return new TmpfsOptions(OptionalLong.of(bytes), inodes, mode, uid, gid, noSwap);
    }

    public TmpfsOptions inodes(long count) {
        return new TmpfsOptions(size, OptionalLong.of(count), mode, uid, gid, noSwap);
    }

    public TmpfsOptions mode(int permissions) {
        return new TmpfsOptions(size, inodes, OptionalInt.of(permissions), uid, gid, noSwap);
    }

    /** Who owns its root directory. */
    public TmpfsOptions owner(long user, long group) {
        return new TmpfsOptions(size, inodes, mode, OptionalLong.of(user), OptionalLong.of(group), noSwap);
    }

    /** With {@code noswap}. */
    public TmpfsOptions withoutSwap() {
        return new TmpfsOptions(size, inodes, mode, uid, gid, true);
    }

    /** As the kernel takes them, such as {@code size=67108864}. */
    public List<String> options() {
        List<String> list = new ArrayList<>();
        size.ifPresent(v -> list.add("size=" + v));
        inodes.ifPresent(v -> list.add("nr_inodes=" + v));
        OptionNumbers.mode("mode", mode).ifPresent(list::add);
        uid.ifPresent(v -> list.add("uid=" + v));
        gid.ifPresent(v -> list.add("gid=" + v));
        Optional.of("noswap").filter(o -> noSwap).ifPresent(list::add);
        return List.copyOf(list);
    }
}
