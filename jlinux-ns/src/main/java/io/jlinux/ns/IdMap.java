package io.jlinux.ns;

import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The mapping of user and group ids of a user namespace: what {@code uid_map} and {@code gid_map} say.
 *
 * <p>A value. A map of one's own ids only needs no privilege; ranges need {@code CAP_SETUID} and {@code CAP_SETGID}, or
 * the helpers {@code newuidmap} and {@code newgidmap} with an entry in {@code /etc/subuid} and {@code /etc/subgid}.
 *
 * @param uids the ranges of user ids, at least one
 * @param gids the ranges of group ids, at least one
 * @see <a href="https://man7.org/linux/man-pages/man7/user_namespaces.7.html">user_namespaces(7)</a>
 */
public record IdMap(List<Range> uids, List<Range> gids) {
    /**
     * One line of a map.
     *
     * @param inside the first id in the namespace
     * @param outside the first id outside, as the parent namespace sees it
     * @param count how many, at least 1
     */
    public record Range(long inside, long outside, long count) {
        private static final long IDS = 1L << 32;

        public Range {
            if (inside < 0 || outside < 0 || count < 1 || inside + count > IDS - 1 || outside + count > IDS - 1) {
                throw new IllegalArgumentException(
                        "not a range of ids: " + inside + " " + outside + " " + count + " (ids are 0 to 4294967294)");
            }
        }

        boolean overlaps(Range other) {
            return meets(inside, count, other.inside, other.count) || meets(outside, count, other.outside, other.count);
        }

        private static boolean meets(long a, long countA, long b, long countB) {
            return a < b + countB && b < a + countA;
        }
    }

    /** The kernel takes no more lines than this (since Linux 4.15). */
    public static final int MAX_RANGES = 340;

    public IdMap {
        uids = checked(uids, "uid");
        gids = checked(gids, "gid");
    }

    private static List<Range> checked(List<Range> ranges, String what) {
        if (ranges.isEmpty()) throw new IllegalArgumentException("an empty " + what + " map");
        if (ranges.size() > MAX_RANGES)
            throw new IllegalArgumentException("more than 340 ranges in the " + what + " map");
        for (int i = 0; i < ranges.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (ranges.get(i).overlaps(ranges.get(j))) {
                    throw new IllegalArgumentException(
                            what + " ranges overlap: " + ranges.get(j) + " and " + ranges.get(i));
                }
            }
        }
        return List.copyOf(ranges);
    }

    /** Root inside is the calling user outside; no other id is mapped. */
    public static IdMap rootToSelf() {
        return new IdMap(List.of(new Range(0, euid(), 1)), List.of(new Range(0, egid(), 1)));
    }

    /**
     * Root inside is the calling user outside, and 1 and up are the ids that {@code /etc/subuid} and {@code /etc/subgid} give to the
     * user: the map of an ordinary user's containers whose programs have users of their own, as podman makes it. The helpers {@code
     * newuidmap} and {@code newgidmap} write it.
     *
     * <pre>{@code
     * Spawn.command("id").unshare(Namespace.USER).idMap(IdMap.rootless()).user(33, 33).start();   // uid=33
     * }</pre>
     *
     * @throws LinuxException {@code ENOENT} when one of the files has no range for the user, by name or number; ids that come from
     *     elsewhere ({@code subid} in nsswitch.conf(5)) are not looked for
     * @see <a href="https://man7.org/linux/man-pages/man5/subuid.5.html">subuid(5)</a>
     */
    public static IdMap rootless() throws LinuxException {
        String user = System.getProperty("user.name");
        List<Range> uids = new ArrayList<>(rootToSelf().uids);
        List<Range> gids = new ArrayList<>(rootToSelf().gids);
        uids.addAll(SubordinateIds.read(Path.of("/etc/subuid"), user, euid(), 1));
        gids.addAll(SubordinateIds.read(Path.of("/etc/subgid"), user, euid(), 1));
        return new IdMap(uids, gids);
    }

    /** The calling user keeps the id; no other id is mapped. */
    public static IdMap selfToSelf() {
        return new IdMap(List.of(new Range(euid(), euid(), 1)), List.of(new Range(egid(), egid(), 1)));
    }

    /** The same ranges for users and groups. */
    public static IdMap of(Range... ranges) {
        return new IdMap(List.of(ranges), List.of(ranges));
    }

    /** {@code count} ids from {@code inside} on are those from {@code outside} on, for users and groups alike. */
    public static IdMap range(long inside, long outside, long count) {
        return of(new Range(inside, outside, count));
    }

    /** Whether a process may write this map for itself: one line each, of the caller's own effective ids. */
    public boolean isSelfOnly() {
        return only(uids, euid()) && only(gids, egid());
    }

    private static boolean only(List<Range> ranges, long id) {
        return ranges.size() == 1 && ranges.get(0).count == 1 && ranges.get(0).outside == id;
    }

    private static long euid() {
        return RawSyscall.call(Syscall.GETEUID) & 0xffff_ffffL;
    }

    private static long egid() {
        return RawSyscall.call(Syscall.GETEGID) & 0xffff_ffffL;
    }
}
