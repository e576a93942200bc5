package io.jlinux.spawn.tape;

import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.raw.Syscall;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Closes all of a child's descriptors but the standard streams and some; close_range(2) around their numbers. */
public final class CloseOthers {
    private static final Arg ALL = Arg.flags(0xffff_ffffL, "~0");

    private CloseOthers() {}

    /**
     * Adds what does.
     *
     * @param keep what stays open
     * @param numbers what else does, under numbers that the tape gives
     * @param closeRange whether the kernel has close_range(2), Linux 5.9
     */
    public static void add(TapeBuilder tape, Collection<Fd> keep, Collection<Integer> numbers, boolean closeRange) {
        if (!closeRange) {
            Set<Integer> all = new TreeSet<>(numbers);
            keep.forEach(fd -> all.add(fd.number()));
            addListed(tape, all);
            return;
        }
        TreeMap<Integer, Ends> gaps = new TreeMap<>();
        for (int n : numbers) gaps.put(n, new Ends(Arg.num(n - 1L), Arg.num(n + 1L)));
        for (Fd fd : keep) gaps.put(fd.number(), new Ends(Arg.fd(fd, -1), Arg.fd(fd, 1)));
        int lowest = 3;
        Arg from = Arg.num(lowest);
        for (var gap : gaps.tailMap(lowest).entrySet()) {
            if (gap.getKey() > lowest) addRange(tape, from, gap.getValue().before);
            lowest = gap.getKey() + 1;
            from = gap.getValue().after;
        }
        addRange(tape, from, ALL);
    }

    /** The numbers beside one that stays open. */
    private record Ends(Arg before, Arg after) {}

    private static void addRange(TapeBuilder tape, Arg from, Arg to) {
        tape.call("close", "other descriptors", Syscall.CLOSE_RANGE, from, to, Arg.num(0));
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
