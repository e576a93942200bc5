package io.jlinux.oci.run;

import io.jlinux.mount.Mount;
import io.jlinux.mount.MountAttributes;
import io.jlinux.ns.IdMap;
import io.jlinux.oci.spec.MountOptions;
import io.jlinux.oci.spec.OciMount;
import io.jlinux.sys.raw.MountFlags;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns a mount of the config into a {@link Mount}. A pure function. */
final class MountPlanner {
    private MountPlanner() {}

    /**
     * A mount.
     *
     * @param ids those of the container's new user namespace, for an id-mapped mount that gives none
     */
    static Mount plan(OciMount mount, Path bundle, Optional<IdMap> ids) {
        MountOptions options = mount.parsedOptions();
        if (options.remount()) {
            List<String> data = new ArrayList<>(options.data());
            data.addAll(options.superblock());
            return new Mount.Remount(
                    mount.target(), data, options.attributes(), options.recursiveAttributes(), options.propagation());
        }
        if (options.bind()) {
            Path source = bundle.resolve(mount.source().orElse("/")).normalize();
            return new Mount.Bind(
                    source,
                    mount.target(),
                    options.recursiveBind(),
                    Optional.empty(),
                    options.attributes(),
                    options.recursiveAttributes(),
                    options.propagation(),
                    idMap(mount, options, ids),
                    options.idMapping()
                            .filter(m -> m == MountOptions.IdMapping.RECURSIVE)
                            .isPresent());
        }
        String type = mount.type().orElse("none");
        List<String> data = new ArrayList<>(options.data());
        data.addAll(options.superblock());
        // what it hides is copied into it first; SpawnPlanner makes it read-only afterwards
        boolean copies = options.tmpCopyUp();
        return new Mount.Filesystem(
                type,
                mount.source().orElse(type),
                mount.target(),
                data,
                copies ? writable(options.attributes()) : options.attributes(),
                copies ? writable(options.recursiveAttributes()) : options.recursiveAttributes(),
                options.propagation());
    }

    private static MountAttributes writable(MountAttributes a) {
        return new MountAttributes(a.set() & ~MountFlags.MOUNT_ATTR_RDONLY, a.clear());
    }

    /** Its own mapping, or with {@code idmap} alone that of the container's user namespace. */
    private static Optional<IdMap> idMap(OciMount mount, MountOptions options, Optional<IdMap> ids) {
        if (!mount.uidMappings().isEmpty()) {
            return Optional.of(new IdMap(mount.uidMappings(), mount.gidMappings()));
        }
        return options.idMapping().isPresent() ? ids : Optional.empty();
    }
}
