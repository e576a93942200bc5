package io.jlinux.spawn.tape;

import io.jlinux.sys.Errno;
import io.jlinux.sys.raw.Syscall;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** Closes all of a child's descriptors but the standard streams and some; close_range(2) around their numbers. */
public final class CloseOthers {
    private static final long ALL = 0xffff_ffffL;

    private CloseOthers() {}

    /**
     * Adds what does.
     *
     * @param keep the numbers that stay open
     * @param closeRange whether the kernel has close_range(2), Linux 5.9
     */
    public static void add(TapeBuilder tape, Collection<Integer> keep, boolean closeRange) {
        if (!closeRange) {
            addListed(tape, Set.copyOf(keep));
            return;
        }
        long from = 3;
        for (int k : new TreeSet<>(keep)) {
            if (k > from) addRange(tape, from, k - 1L);
            from = Math.max(from, k + 1L);
        }
        addRange(tape, from, ALL);
    }

    private static void addRange(TapeBuilder tape, long from, long to) {
        tape.call(
                "close",
                "other descriptors",
                Syscall.CLOSE_RANGE,
                Arg.num(from),
                Arg.flags(to, to == ALL ? "~0" : "" + to),
                Arg.num(0));
    }

    /** Those that this JVM has open now; what it opens meanwhile is O_CLOEXEC. */
    private static void addListed(TapeBuilder tape, Set<Integer> keep) {
        String[] open = Path.of("/proc/self/fd").toFile().list();
        if (open == null) return;
        for (String name : open) {
            int fd = Integer.parseInt(name);
            if (fd > 2 && !keep.contains(fd)) {
                tape.call("close", name, Syscall.CLOSE, Arg.num(fd)).accept(Errno.EBADF);
            }
        }
    }
}
