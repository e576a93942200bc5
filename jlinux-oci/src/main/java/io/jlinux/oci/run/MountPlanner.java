package io.jlinux.oci.run;

import io.jlinux.mount.Mount;
import io.jlinux.oci.spec.MountOptions;
import io.jlinux.oci.spec.OciMount;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns a mount of the config into a {@link Mount}. A pure function. */
final class MountPlanner {
    private MountPlanner() {}

    static Mount plan(OciMount mount, Path bundle) {
        MountOptions options = mount.parsedOptions();
        if (options.bind()) {
            Path source = bundle.resolve(mount.source().orElse("/")).normalize();
            return new Mount.Bind(
                    source,
                    mount.target(),
                    options.recursiveBind(),
                    Optional.empty(),
                    options.attributes(),
                    options.recursiveAttributes(),
                    options.propagation());
        }
        String type = mount.type().orElse("none");
        List<String> data = new ArrayList<>(options.data());
        data.addAll(options.superblock());
        return new Mount.Filesystem(
                type,
                mount.source().orElse(type),
                mount.target(),
                data,
                options.attributes(),
                options.recursiveAttributes(),
                options.propagation());
    }
}
