package io.jlinux.oci.run;

import io.jlinux.oci.spec.OciConfig;
import io.jlinux.security.Capability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Which directory on the way to a path does not let somebody through: what {@code EACCES} does not say. */
public final class PathObstacle {
    private static final int SEARCH_ALL = 01;
    private static final int SEARCH_GROUP = 010;
    private static final int SEARCH_OWNER = 0100;

    private final long uid;
    private final long gid;

    private PathObstacle(long uid, long gid) {
        this.uid = uid;
        this.gid = gid;
    }

    /** For this process. */
    public static Optional<String> forThisProcess(Path path) {
        if (Capability.effective().contains(Capability.DAC_OVERRIDE)) return Optional.empty();
        try {
            long uid = id(Path.of("/proc/self"), "uid");
            long gid = id(Path.of("/proc/self"), "gid");
            return new PathObstacle(uid, gid).on(path);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** For who root of the container is on the host. */
    public static Optional<String> forRootOf(OciConfig config, Path path) {
        return forUserOf(config, 0, 0, path);
    }

    /** For who a user of the container is on the host. */
    static Optional<String> forUserOf(OciConfig config, long uid, long gid, Path path) {
        if (config.linux().uidMappings().isEmpty()) {
            return uid == 0 ? forThisProcess(path) : new PathObstacle(uid, gid).on(path);
        }
        long outside = outside(config.linux().uidMappings(), uid);
        return new PathObstacle(outside, outside(config.linux().gidMappings(), gid)).on(path);
    }

    private static long outside(Iterable<io.jlinux.ns.IdMap.Range> ranges, long inside) {
        for (var range : ranges) {
            long at = inside - range.inside();
            if (at >= 0 && at < range.count()) return range.outside() + at;
        }
        return -1;
    }

    /** The first such directory, in words. Additional groups and access control lists are not looked at. */
    private Optional<String> on(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        for (int i = 0; i < absolute.getNameCount(); i++) {
            Path at = i == 0 ? absolute.getRoot() : absolute.getRoot().resolve(absolute.subpath(0, i));
            try {
                if (!lets(at)) return Optional.of(words(at));
            } catch (IOException e) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private boolean lets(Path directory) throws IOException {
        int mode = (Integer) Files.getAttribute(directory, "unix:mode");
        if (id(directory, "uid") == uid) return (mode & SEARCH_OWNER) != 0;
        if (id(directory, "gid") == gid) return (mode & SEARCH_GROUP) != 0;
        return (mode & SEARCH_ALL) != 0;
    }

    private String words(Path directory) throws IOException {
        int mode = (Integer) Files.getAttribute(directory, "unix:mode") & 07777;
        return String.format(
                "the directory %s has mode 0%o, is of uid %d and does not let uid %d through: chmod o+x it, or move what is"
                        + " below it",
                directory, mode, id(directory, "uid"), uid);
    }

    private static long id(Path path, String kind) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:" + kind) & 0xffff_ffffL;
    }
}
