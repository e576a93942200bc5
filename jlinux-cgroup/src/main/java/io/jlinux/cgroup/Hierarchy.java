package io.jlinux.cgroup;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * One mounted cgroup hierarchy, and where this process is in it.
 *
 * @param version 1 or 2
 * @param controllers what it carries; on v2 those of the mount's topmost cgroup
 * @param name of a named v1 hierarchy, such as {@code systemd}; otherwise empty
 * @param mountPoint where it is mounted
 * @param mountRoot which of its cgroups is mounted there, as seen from our cgroup namespace; {@code /} as a rule
 * @param ownPath the cgroup of this process, as seen from our cgroup namespace
 * @see <a href="https://man7.org/linux/man-pages/man7/cgroups.7.html">cgroups(7)</a>
 */
public record Hierarchy(
        int version, Set<Controller> controllers, String name, Path mountPoint, String mountRoot, String ownPath) {
    public Hierarchy {
        controllers = Set.copyOf(controllers);
    }

    /** The directory of this process' cgroup; empty where it is outside of what is mounted. */
    public Optional<Path> ownDirectory() {
        if (ownPath.startsWith("/..")) return Optional.empty();
        if (mountRoot.equals("/"))
            return Optional.of(mountPoint.resolve(ownPath.substring(1)).normalize());
        if (ownPath.equals(mountRoot)) return Optional.of(mountPoint);
        if (!ownPath.startsWith(mountRoot + "/")) return Optional.empty();
        return Optional.of(
                mountPoint.resolve(ownPath.substring(mountRoot.length() + 1)).normalize());
    }

    /** The names of its controllers as this version writes them; {@code name=systemd} for a named hierarchy. */
    Set<String> kernelNames() {
        Set<String> names = new java.util.TreeSet<>();
        for (Controller c : controllers) names.add(version == 2 ? c.v2Name() : c.v1Name());
        if (!name.isEmpty()) names.add("name=" + name);
        return names;
    }

    @Override
    public String toString() {
        return "v" + version + " " + String.join(",", kernelNames()) + " at " + mountPoint
                + ownDirectory().map(d -> ", this process in " + d).orElse(", this process outside of it");
    }
}
