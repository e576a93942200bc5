package io.jlinux.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Probes of the cgroup hierarchies, as this process sees them. */
final class CgroupProbes {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");

    /** A mounted hierarchy: for v1 with its controllers, for v2 with none. */
    private record Hierarchy(Path mountPoint, boolean v2, List<String> controllers) {}

    private CgroupProbes() {}

    static Optional<String> pureV2() {
        boolean there = hierarchies().stream().anyMatch(h -> h.v2 && h.mountPoint.equals(ROOT));
        return there ? Optional.empty() : Optional.of("/sys/fs/cgroup is not a pure cgroup-v2 hierarchy");
    }

    /** Root can make cgroups at the top; another user only where its own cgroup is: beside it. */
    static Optional<String> v2Controller(String name) {
        Optional<String> pure = pureV2();
        if (pure.isPresent()) return pure;
        Path at = Requirement.ROOT.isMet() ? ROOT : besideOwn(ROOT, ownPath("0", ""));
        List<String> available =
                UserProbes.lines(at.resolve("cgroup.controllers").toString());
        boolean there = available.stream().anyMatch(l -> List.of(l.split(" ")).contains(name));
        return there ? Optional.empty() : Optional.of("no " + name + " controller in " + at);
    }

    static Optional<String> v1Controller(String name) {
        boolean there = hierarchies().stream().anyMatch(h -> !h.v2 && h.controllers.contains(name));
        return there ? Optional.empty() : Optional.of("no cgroup-v1 hierarchy with the " + name + " controller");
    }

    static Optional<String> writable() {
        List<Path> tried = new ArrayList<>();
        for (Hierarchy h : hierarchies()) {
            String own = h.v2 ? ownPath("0", "") : ownPath("", h.controllers.isEmpty() ? "?" : h.controllers.get(0));
            for (Path parent : List.of(inside(h.mountPoint, own), besideOwn(h.mountPoint, own))) {
                if (canMakeCgroupIn(parent)) return Optional.empty();
                tried.add(parent);
            }
        }
        return Optional.of(
                "may not make a cgroup in any of " + tried.stream().distinct().toList());
    }

    private static boolean canMakeCgroupIn(Path parent) {
        Path probe = parent.resolve("jlinux-probe-" + ProcessHandle.current().pid());
        try {
            Files.createDirectory(probe);
            Files.delete(probe);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static List<Hierarchy> hierarchies() {
        List<Hierarchy> found = new ArrayList<>();
        for (String line : UserProbes.lines("/proc/self/mountinfo")) {
            String[] sides = line.split(" - ", 2);
            String[] fs = sides[1].split(" ");
            Path mountPoint = Path.of(sides[0].split(" ")[4]);
            if (fs[0].equals("cgroup2")) found.add(new Hierarchy(mountPoint, true, List.of()));
            if (fs[0].equals("cgroup")) found.add(new Hierarchy(mountPoint, false, List.of(fs[2].split(","))));
        }
        return found;
    }

    /** The path in /proc/self/cgroup of the hierarchy with this id, or of the one with this controller. */
    private static String ownPath(String id, String controller) {
        for (String line : UserProbes.lines("/proc/self/cgroup")) {
            String[] fields = line.split(":", 3);
            boolean matches =
                    id.isEmpty() ? Arrays.asList(fields[1].split(",")).contains(controller) : fields[0].equals(id);
            if (matches) return fields[2];
        }
        return "/";
    }

    private static Path inside(Path mountPoint, String own) {
        return mountPoint.resolve(own.substring(1));
    }

    private static Path besideOwn(Path mountPoint, String own) {
        return inside(mountPoint, own.substring(0, own.lastIndexOf('/') + 1));
    }
}
