package io.jlinux.oci.run;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.CgroupHost;
import io.jlinux.cgroup.Hierarchy;
import io.jlinux.mount.Mount;
import io.jlinux.mount.MountAttributes;
import io.jlinux.oci.spec.OciMount;
import io.jlinux.spawn.Spawn;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.MountFlags;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a mount of type {@code cgroup} becomes: binds of the container's own cgroup, so that nothing of the host's is
 * visible, with or without a cgroup namespace.
 *
 * <p>A bind, because mounting cgroup2 from the initial cgroup namespace waits several milliseconds for RCU.
 */
public record CgroupMounts(List<Place> places, boolean unified) {
    /** A hierarchy's directory, and what it is called below the mount. */
    public record Place(Path directory, String name) {
        private Place ofAny(String id, String placeholder) {
            return directory.endsWith(id) ? new Place(directory.resolveSibling(placeholder), name) : this;
        }
    }

    /** The directories of {@code cgroup} in the hierarchies of this host; empty: the whole tree of the host, read-only. */
    public static CgroupMounts of(Optional<Cgroup> cgroup) throws LinuxException {
        CgroupHost host = CgroupHost.current();
        boolean unified = host.mode() == CgroupHost.Mode.V2;
        if (cgroup.isEmpty()) return new CgroupMounts(List.of(), unified);
        List<Place> places = cgroup.get().directories().stream()
                .map(d -> new Place(d, name(host, d)))
                .toList();
        return new CgroupMounts(places, unified);
    }

    /** The same of all containers whose cgroups are called by their ids, for which {@code placeholder} stands. */
    public CgroupMounts ofAny(String id, String placeholder) {
        return new CgroupMounts(
                places.stream().map(p -> p.ofAny(id, placeholder)).toList(), unified);
    }

    /** The name that the hierarchy's mount has under {@code /sys/fs/cgroup}. */
    private static String name(CgroupHost host, Path directory) {
        Path nearest = null;
        for (Hierarchy h : host.hierarchies()) {
            Path mount = h.mountPoint();
            if (directory.startsWith(mount) && (nearest == null || mount.startsWith(nearest))) nearest = mount;
        }
        if (nearest == null) throw new IllegalStateException("in no hierarchy: " + directory);
        return String.valueOf(nearest.getFileName());
    }

    static boolean isCgroup(String type) {
        return type.equals("cgroup") || type.equals("cgroup2");
    }

    void plan(Spawn spawn, OciMount mount) {
        MountAttributes attributes = mount.parsedOptions().attributes();
        String target = mount.target();
        if (places.isEmpty()) {
            spawn.mount(Mount.bind(Path.of("/sys/fs/cgroup"), target)
                    .attributes(attributes)
                    .readOnly());
            return;
        }
        if (unified) {
            spawn.mount(Mount.bind(places.get(0).directory(), target).attributes(attributes));
            return;
        }
        spawn.mount(Mount.of("tmpfs", target, "mode=755", "size=64k")
                .noSuid()
                .noDev()
                .noExec());
        for (Place place : places) {
            spawn.mount(
                    Mount.bind(place.directory(), target + "/" + place.name()).attributes(attributes));
        }
        boolean readOnly = (attributes.set() & MountFlags.MOUNT_ATTR_RDONLY) != 0;
        if (readOnly) spawn.readOnly(target);
    }
}
