package io.jlinux.doctor;

import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.security.Capability;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        Optional<IdMap.Range> uids = own("/etc/subuid", RawSyscall.call(Syscall.GETEUID) & 0xffff_ffffL);
        Optional<IdMap.Range> gids = own("/etc/subgid", RawSyscall.call(Syscall.GETEUID) & 0xffff_ffffL);
        String user = System.getProperty("user.name");
        if (uids.isEmpty() || gids.isEmpty()) {
            return Finding.limited(
                    AREA,
                    RANGES,
                    (uids.isEmpty() ? "/etc/subuid" : "/etc/subgid") + " has no range for " + user,
                    "a sandbox has a single user, root of its own",
                    "usermod --add-subuids 100000-165535 --add-subgids 100000-165535 " + user + ", as root");
        }
        if (!onPath("newuidmap") || !onPath("newgidmap")) {
            return Finding.limited(
                    AREA,
                    RANGES,
                    "newuidmap and newgidmap are not on the PATH",
                    "a sandbox has a single user, root of its own",
                    "install the package uidmap (shadow-utils, shadow-uidmap)");
        }
        return ranges(uids.get(), gids.get(), "mapped by newuidmap");
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

    /** The first range of this user: {@code name or uid:first:count}, mapped from 1 on. */
    private static Optional<IdMap.Range> own(String file, long uid) {
        try {
            for (String line : Files.readAllLines(Path.of(file))) {
                String[] f = line.strip().split(":", -1);
                if (f.length != 3
                        || !(f[0].equals(Long.toString(uid)) || f[0].equals(System.getProperty("user.name")))) {
                    continue;
                }
                return Optional.of(new IdMap.Range(1, Long.parseLong(f[1]), Long.parseLong(f[2])));
            }
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty(); // not there, or not in the form that newuidmap would take either
        }
        return Optional.empty();
    }

    private static boolean onPath(String program) {
        for (String directory :
                System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":")) {
            if (Files.isExecutable(Path.of(directory.isEmpty() ? "." : directory, program))) return true;
        }
        return false;
    }
}
