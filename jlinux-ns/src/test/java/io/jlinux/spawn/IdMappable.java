package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.mount.Mount;
import io.jlinux.ns.IdMap;
import io.jlinux.sys.KernelFeatures;
import io.jlinux.sys.LinuxException;
import java.nio.file.Path;

/** Whether the file system of a directory can map ids: tmpfs cannot before Linux 6.3. */
final class IdMappable {
    private IdMappable() {}

    /** Where it cannot, the error has to say so. */
    static boolean check(Path directory) {
        Mount.Bind bind = Mount.bind(directory, "/x").nonRecursive().idMap(IdMap.range(0, 100000, 10));
        try {
            IdMappedTree.open(bind, KernelFeatures.current()).close();
            return true;
        } catch (LinuxException e) {
            assertThat(e).hasMessageContaining("cannot map ids");
            return false;
        }
    }
}
