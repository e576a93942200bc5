package io.jlinux.oci.run;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.CgroupHost;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciScope;
import io.jlinux.oci.spec.OciState;
import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.KernelFile;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.Fcntl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the cgroup of a container will be, written down before it is made: so that whoever finds a container that was made in
 * part finds its cgroup.
 *
 * @param directories in each hierarchy; none of them is there
 * @param parents directories above them that are not there, deepest first
 * @param scope of systemd, which alone knows the directories until it has made them
 */
public record PlannedCgroup(List<Path> directories, List<Path> parents, Optional<OciScope> scope) {

    private static final PlannedCgroup NONE = new PlannedCgroup(List.of(), List.of(), Optional.empty());

    /** As {@link ContainerCgroup#create} will make it; empty where that will fail. */
    public static PlannedCgroup of(OciConfig config, String id) throws LinuxException {
        String path = config.linux().cgroupsPath().orElse(id);
        String name = withoutSlashes(path);
        CgroupHost host = CgroupHost.current();
        List<Path> directories;
        try {
            Cgroup parent = path.startsWith("/") ? host.root() : host.home();
            directories = ContainerCgroup.missing(host, parent, name, CgroupContent.of(config));
        } catch (LinuxException | IllegalArgumentException e) {
            return NONE;
        }
        if (name.indexOf('/') < 0) return new PlannedCgroup(directories, List.of(), Optional.empty());
        int above = Path.of(name).getNameCount() - 1;
        List<Path> parents = new ArrayList<>();
        for (Path directory : directories) {
            Path up = directory.getParent();
            for (int i = 0; i < above && up != null && !Files.exists(up); i++) {
                parents.add(up);
                up = up.getParent();
            }
        }
        return new PlannedCgroup(directories, parents, Optional.empty());
    }

    /** A path without those that it begins with. */
    static String withoutSlashes(String path) {
        int from = 0;
        while (path.startsWith("/", from)) from++;
        return path.substring(from);
    }

    /** Where the cgroup of a container is by its config, in hierarchies where there is one of that name. */
    static List<Path> places(OciConfig config, String id) throws LinuxException {
        String path = config.linux().cgroupsPath().orElse(id);
        String name = withoutSlashes(path);
        if (name.isEmpty()) return List.of();
        CgroupHost host = CgroupHost.current();
        Cgroup parent = path.startsWith("/") ? host.root() : host.home();
        List<Path> places = new ArrayList<>();
        for (Path top : parent.directories()) {
            Path directory = top.resolve(name).normalize();
            if (directory.startsWith(top) && !directory.equals(top) && Files.isDirectory(directory))
                places.add(directory);
        }
        return places;
    }

    /** Those directories of a container's cgroup that are there, opened; empty when there is none. */
    public static Optional<Cgroup> open(OciState state) throws LinuxException {
        List<Path> there = new ArrayList<>();
        for (Path directory : state.cgroups()) {
            if (isThere(directory)) there.add(directory);
        }
        return there.isEmpty() ? Optional.empty() : Optional.of(Cgroup.open(there));
    }

    /** Where that cannot be said, it is not taken for gone: nobody would remove it any more. */
    private static boolean isThere(Path directory) throws LinuxException {
        try {
            Fd.open(directory, Fcntl.O_PATH | Fcntl.O_DIRECTORY).close();
            return true;
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR) return false;
            throw e;
        }
    }

    /** Whether a container's cgroup is frozen; by its files alone, since a look at a state should cost no more than that. */
    static boolean isFrozen(OciState state) throws LinuxException {
        return isFrozen(state.cgroups());
    }

    static boolean isFrozen(List<Path> directories) throws LinuxException {
        for (Path directory : directories) {
            if (has(directory.resolve("cgroup.events"), "frozen 1")
                    || has(directory.resolve("freezer.state"), "FROZEN")) return true;
        }
        return false;
    }

    private static boolean has(Path file, String line) throws LinuxException {
        if (!Files.exists(file)) return false;
        try {
            return ("\n" + KernelFile.read(file)).contains("\n" + line + "\n");
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENODEV) return false; // removed in between
            throw e;
        }
    }

    /**
     * Kills what is in a container's cgroup and removes it, and what was made above it where that is empty; or has systemd do so.
     *
     * @throws LinuxException when something in it cannot be killed
     * @throws IOException when systemd cannot be reached, or does not stop its scope
     */
    public static void destroy(OciState state) throws IOException {
        Optional<Cgroup> cgroup = open(state);
        if (state.scope().isPresent()) {
            if (cgroup.isPresent()) {
                try (Cgroup c = cgroup.get()) {
                    ContainerScope.kill(c);
                }
            }
            ContainerScope.stop(state.scope().get());
            return;
        }
        if (cgroup.isPresent()) {
            try (Cgroup c = cgroup.get()) {
                c.destroy();
            }
        }
        for (Path parent : state.cgroupParents()) {
            try {
                Files.deleteIfExists(parent);
            } catch (IOException e) {
                return; // somebody else uses it
            }
        }
    }
}
