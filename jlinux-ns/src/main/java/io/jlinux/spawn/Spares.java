package io.jlinux.spawn;

import io.jlinux.mount.Mount;
import io.jlinux.mount.Overlay;
import io.jlinux.mount.Rootfs;
import io.jlinux.sys.Fd;
import java.util.List;

/**
 * Descriptor numbers that are known before the child exists: what it puts there can be named by a path, {@code
 * /proc/self/fd/NUMBER}, which an entry of a tape cannot put together. The parent keeps each number busy with a descriptor of
 * its own, so that the child's others do not get it.
 */
final class Spares {
    /** None. */
    static final Spares NONE = new Spares(List.of());

    private final List<Fd> numbers;

    Spares(List<Fd> numbers) {
        this.numbers = numbers;
    }

    /** How many a start needs: none, unless the kernel lacks mount_setattr or an overlay has layers that fit no string. */
    static int needed(SpawnSpec spec) {
        int remount = !spec.features.mountSetattr() && spec.changesMounts() ? 1 : 0;
        int layers = 0;
        for (Mount m : spec.mounts) {
            if (m instanceof Mount.OverlayMount o) layers = Math.max(layers, layers(o.overlay()));
        }
        if (spec.rootfs instanceof Rootfs.Layers l) layers = Math.max(layers, layers(l.overlay()));
        return layers == 0 ? remount : layers + 1;
    }

    static int layers(Overlay overlay) {
        return overlay.fitsStrings() ? 0 : overlay.lower().size() + 2;
    }

    /** The one through which a mount is named; overlays use those after it. */
    Fd forMount() {
        return numbers.get(0);
    }

    Fd forLayer(int i) {
        return numbers.get(i + 1);
    }
}
