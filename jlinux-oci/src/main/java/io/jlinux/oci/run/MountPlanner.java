package io.jlinux.oci.run;

import io.jlinux.mount.Mount;
import io.jlinux.mount.MountAttributes;
import io.jlinux.mount.Propagation;
import io.jlinux.oci.spec.MountFlag;
import io.jlinux.oci.spec.MountOptions;
import io.jlinux.oci.spec.OciMount;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns a mount of the config into a {@link Mount}. A pure function. */
final class MountPlanner {
    /** Flags of the file system, not of the mount: fsconfig(2) knows them by these names. */
    private static final Map<MountFlag, String> FILESYSTEM_FLAGS = Map.of(
            MountFlag.SYNCHRONOUS, "sync",
            MountFlag.DIRSYNC, "dirsync",
            MountFlag.MANDLOCK, "mand",
            MountFlag.LAZYTIME, "lazytime");

    private MountPlanner() {}

    static Mount plan(OciMount mount, Path bundle) {
        MountOptions options = mount.parsedOptions();
        List<Propagation> propagation =
                options.propagation().stream().map(MountPlanner::propagation).toList();
        MountAttributes attributes = attributes(options);
        MountAttributes recursive = new MountAttributes(options.recursiveAttrSet(), options.recursiveAttrClear());
        if (options.bind()) {
            Path source = bundle.resolve(mount.source().orElse("/")).normalize();
            return new Mount.Bind(
                    source,
                    mount.target(),
                    options.recursiveBind(),
                    Optional.empty(),
                    attributes,
                    recursive,
                    propagation);
        }
        String type = mount.type().orElse("none");
        List<String> data = new ArrayList<>(options.data());
        FILESYSTEM_FLAGS.forEach((flag, name) -> {
            if (options.set().contains(flag)) data.add(name);
        });
        String source = mount.source().orElse(type);
        return new Mount.Filesystem(type, source, mount.target(), data, attributes, recursive, propagation);
    }

    static MountAttributes attributes(MountOptions options) {
        MountAttributes attributes = MountAttributes.NONE;
        for (MountFlag flag : options.cleared()) {
            if (flag.attribute() != 0 && !flag.isAccessTime()) attributes = attributes.without(flag.attribute());
        }
        for (MountFlag flag : options.set()) {
            if (flag.attribute() != 0) attributes = attributes.with(flag.attribute());
        }
        Set<MountFlag> set = options.set();
        boolean relatime = set.contains(MountFlag.RELATIME)
                && !set.contains(MountFlag.NOATIME)
                && !set.contains(MountFlag.STRICTATIME);
        return relatime ? attributes.without(io.jlinux.sys.raw.MountFlags.MOUNT_ATTR_ATIME) : attributes;
    }

    static Propagation propagation(io.jlinux.oci.spec.Propagation p) {
        return Propagation.valueOf(p.name());
    }
}
