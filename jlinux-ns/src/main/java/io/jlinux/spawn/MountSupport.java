package io.jlinux.spawn;

import io.jlinux.mount.Mount;
import io.jlinux.mount.MountInfo;
import io.jlinux.mount.Rootfs;
import io.jlinux.sys.Errno;
import io.jlinux.sys.KernelFile;
import io.jlinux.sys.LinuxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a start asks of the kernel's mount calls, checked before it begins where there is no other way of doing it. */
final class MountSupport {
    private MountSupport() {}

    /**
     * Refuses what cannot be done.
     *
     * @throws LinuxException {@code ENOSYS} with a hint that names the call and the kernel that brought it
     */
    static void check(SpawnSpec spec) throws LinuxException {
        if (!spec.features.newMountApi()
                && (spec.changesMounts() || !spec.sysctls.isEmpty() || spec.terminal != null)) {
            throw missing(
                    "mount in",
                    "a new root",
                    "fsopen(2), open_tree(2) and move_mount(2) are missing: they came with Linux 5.2, and a sandbox around"
                            + " this JVM may refuse them");
        }
        if (spec.features.mountSetattr()) return;
        for (Mount m : spec.mounts) check(m);
        if (spec.rootfs instanceof Rootfs.Memory memory) {
            for (String part : memory.parts()) checkAlone(Path.of(part));
        }
        if (spec.rootfs instanceof Rootfs.Directory d && d.belowIsReadOnly()) checkAlone(d.path());
    }

    private static void check(Mount m) throws LinuxException {
        if (!(m instanceof Mount.Bind b)) return;
        if (b.idMap().isPresent()) {
            throw missing("map ids of", b.target(), "id-mapped mounts need mount_setattr(2), Linux 5.12");
        }
        if (b.recursive() && !b.recursiveAttributes().isEmpty()) checkAlone(b.source());
    }

    /** Without mount_setattr only single mounts have attributes: that is enough where there are no others below. */
    static void checkAlone(Path source) throws LinuxException {
        String path = source.normalize().toString();
        if (Files.isSymbolicLink(source) || !Files.exists(source)) return;
        for (MountInfo i : MountInfo.parse(KernelFile.read(Path.of("/proc/thread-self/mountinfo")))) {
            if (i.isAtOrBelow(path) && !i.target().equals(path)) {
                throw missing(
                        "set attributes below",
                        path,
                        i.target() + " is mounted there, and attributes of all mounts below one need mount_setattr(2),"
                                + " Linux 5.12");
            }
        }
    }

    private static LinuxException missing(String operation, String target, String hint) {
        return new LinuxException(operation, target, Errno.ENOSYS.number(), null, hint);
    }
}
