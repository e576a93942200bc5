package io.jlinux.doctor;

import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.security.Capability;
import io.jlinux.sys.LinuxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Who this JVM is, and whether it may map more ids than its own. */
final class IdExaminer {
    private static final String AREA = "ids";
    private static final String RANGES = "ranges of ids";

    private IdExaminer() {}

    static List<Finding> examine() {
        Set<Capability> has = Capability.effective();
        return List.of(privileges(has), ranges(has));
    }

    private static Finding privileges(Set<Capability> has) {
        if (has.isEmpty()) return Finding.ok(AREA, "privileges", "none: an ordinary user");
        boolean whole = has.size() >= Capability.known().size();
        return Finding.ok(
                AREA,
                "privileges",
                whole
                        ? "all capabilities"
                        : has.size() + " capabilities, without "
                                + Capability.known().stream()
                                        .filter(c -> !has.contains(c))
                                        .map(Capability::kernelName)
                                        .toList());
    }

    private static Finding ranges(Set<Capability> has) {
        if (has.contains(Capability.SETUID) && has.contains(Capability.SETGID)) {
            return ranges(
                    new IdMap.Range(1, 100_000, 65_535),
                    new IdMap.Range(1, 100_000, 65_535),
                    "written with CAP_SETUID");
        }
        IdMap map;
        try {
            map = IdMap.rootless();
        } catch (LinuxException e) {
            return Finding.limited(
                    AREA,
                    RANGES,
                    Trial.text(e),
                    "a sandbox has a single user, root of its own",
                    Objects.requireNonNullElse(e.hint(), ""));
        }
        if (!onPath("newuidmap") || !onPath("newgidmap")) {
            return Finding.limited(
                    AREA,
                    RANGES,
                    "newuidmap and newgidmap are not on the PATH",
                    "a sandbox has a single user, root of its own",
                    "install the package uidmap (shadow-utils, shadow-uidmap)");
        }
        return ranges(map.uids().get(1), map.gids().get(1), "mapped by newuidmap");
    }

    private static Finding ranges(IdMap.Range uids, IdMap.Range gids, String how) {
        Optional<LinuxException> e =
                Trial.refusal(s -> s.unshare(Namespace.USER).idMap(new IdMap(List.of(uids), List.of(gids))));
        if (e.isEmpty())
            return Finding.ok(AREA, RANGES, uids.outside() + " and " + (uids.count() - 1) + " more, " + how);
        String hint = e.get().hint();
        return Finding.limited(
                AREA,
                RANGES,
                Trial.text(e.get()),
                "a sandbox has a single user, root of its own",
                hint != null ? hint : "allow user namespaces first");
    }

    private static boolean onPath(String program) {
        for (String directory :
                System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":")) {
            if (Files.isExecutable(Path.of(directory.isEmpty() ? "." : directory, program))) return true;
        }
        return false;
    }
}
