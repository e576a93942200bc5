package io.jlinux.cgroup;

import io.jlinux.cgroup.file.CgroupDir;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.RawSyscall;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The cgroups that were made on the way to a nested one: they go with the last cgroup below them. */
final class ImplicitCgroups {
    private static final Set<Path> MADE = ConcurrentHashMap.newKeySet();

    private ImplicitCgroups() {}

    static void made(Path path) {
        MADE.add(path);
    }

    /** Removes {@code dir}, where it was made on the way and is empty, and then likewise what is above it. */
    static void removeEmpty(CgroupDir dir) {
        if (MADE.isEmpty() || !MADE.contains(dir.path())) return;
        try (CgroupDir up = dir.parent()) {
            if (RawSyscall.failed(up.tryRmdir(dir.path().getFileName().toString()))) return;
            MADE.remove(dir.path());
            removeEmpty(up);
        } catch (LinuxException e) {
            return; // it stays, as a cgroup does that somebody else uses
        }
    }
}
