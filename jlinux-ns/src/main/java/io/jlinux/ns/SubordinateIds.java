package io.jlinux.ns;

import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ranges of ids that {@code /etc/subuid} or {@code /etc/subgid} gives to a user. */
final class SubordinateIds {
    private SubordinateIds() {}

    /**
     * Those of a user, from {@code inside} on, in the order of the file.
     *
     * @throws LinuxException {@code ENOENT} when there are none
     */
    static List<IdMap.Range> read(Path file, String user, long uid, long inside) throws LinuxException {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw none(file, user, e);
        }
        List<IdMap.Range> ranges = parse(lines, user, uid, inside);
        if (ranges.isEmpty()) throw none(file, user, null);
        return ranges;
    }

    /** Lines {@code NAME-OR-UID:FIRST:COUNT}; what newuidmap(1) would not take is passed over, as it does. */
    static List<IdMap.Range> parse(List<String> lines, String user, long uid, long inside) {
        List<IdMap.Range> ranges = new ArrayList<>();
        long next = inside;
        for (String line : lines) {
            String[] f = line.strip().split(":", -1);
            if (f.length != 3 || !(f[0].equals(user) || f[0].equals(Long.toString(uid)))) continue;
            IdMap.Range range = range(next, f[1], f[2]);
            if (range == null || ranges.stream().anyMatch(range::overlaps)) continue;
            ranges.add(range);
            next += range.count();
        }
        return ranges;
    }

    private static IdMap.@Nullable Range range(long inside, String first, String count) {
        try {
            return new IdMap.Range(inside, Long.parseLong(first), Long.parseLong(count));
        } catch (IllegalArgumentException e) {
            return null; // also a number that is none
        }
    }

    private static LinuxException none(Path file, String user, @Nullable IOException cause) {
        LinuxException e = new LinuxException(
                "read the subordinate ids of " + user,
                file.toString(),
                Errno.ENOENT.number(),
                "no range",
                "usermod --add-subuids 100000-165535 --add-subgids 100000-165535 " + user + ", as root");
        if (cause != null) e.initCause(cause);
        return e;
    }
}
