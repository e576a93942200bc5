package io.jlinux.oci;

import io.jlinux.mount.Rootfs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where a root that is a value is on the host. */
final class BundleRoot {
    private BundleRoot() {}

    /** The directory, the topmost layer, or for parts of the host the host's own root. */
    static Path onHost(Rootfs rootfs) {
        if (rootfs instanceof Rootfs.Directory d) return d.path();
        if (rootfs instanceof Rootfs.Layers l) return l.overlay().lower().get(0);
        return Path.of("/");
    }

    /** As above, but the layer whose {@code /etc/passwd} the container will see. */
    static Path withUsers(Rootfs rootfs) {
        if (rootfs instanceof Rootfs.Layers l) {
            List<Path> layers = l.overlay().lower();
            for (Path layer : layers) {
                if (Files.exists(layer.resolve("etc/passwd"))) return layer;
            }
        }
        return onHost(rootfs);
    }
}
