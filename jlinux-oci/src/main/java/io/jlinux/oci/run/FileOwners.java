package io.jlinux.oci.run;

import io.jlinux.ns.IdMap;
import io.jlinux.sys.KernelFile;
import io.jlinux.sys.LinuxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The ids of a process' user namespace, as this JVM counts them: whose files can be in a file system that belongs to it.
 *
 * @param uids by {@code /proc/PID/uid_map}
 * @param gids by {@code /proc/PID/gid_map}
 * @see <a href="https://man7.org/linux/man-pages/man7/user_namespaces.7.html">user_namespaces(7)</a>
 */
record FileOwners(List<IdMap.Range> uids, List<IdMap.Range> gids) {
    /** An id that this JVM's own user namespace does not have. */
    private static final String OUT_OF_SIGHT = "4294967295";

    static FileOwners of(long pid) throws LinuxException {
        return new FileOwners(read(pid, "uid_map"), read(pid, "gid_map"));
    }

    private static List<IdMap.Range> read(long pid, String file) throws LinuxException {
        return parse(KernelFile.read(Path.of("/proc", Long.toString(pid), file)));
    }

    /** A pure function. */
    static List<IdMap.Range> parse(String text) {
        List<IdMap.Range> ranges = new ArrayList<>();
        for (String line : text.lines().toList()) {
            String[] fields = line.strip().split(" +");
            if (fields.length != 3 || fields[1].equals(OUT_OF_SIGHT)) continue;
            ranges.add(
                    new IdMap.Range(Long.parseLong(fields[0]), Long.parseLong(fields[1]), Long.parseLong(fields[2])));
        }
        return List.copyOf(ranges);
    }

    boolean hasUser(long uid) {
        return has(uids, uid);
    }

    boolean hasGroup(long gid) {
        return has(gids, gid);
    }

    private static boolean has(List<IdMap.Range> ranges, long id) {
        return ranges.stream().anyMatch(r -> id >= r.outside() && id - r.outside() < r.count());
    }

    /** Who its root is, or else its first user. */
    long rootUser() {
        return root(uids);
    }

    /** As {@link #rootUser}, of groups. */
    long rootGroup() {
        return root(gids);
    }

    private static long root(List<IdMap.Range> ranges) {
        for (IdMap.Range r : ranges) if (r.inside() == 0) return r.outside();
        return ranges.isEmpty() ? 0 : ranges.get(0).outside();
    }
}
