package io.jlinux.cgroup;

import io.jlinux.cgroup.file.CgroupDir;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.RawSyscall;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * The cgroups that were made on the way to a nested one: they go with the last cgroup below them.
 *
 * <p>One lock for both, so that a cgroup is never made anew between its removal and its removal from the list.
 */
final class ImplicitCgroups {
    private static final Set<Path> MADE = new HashSet<>();

    private ImplicitCgroups() {}

    /** mkdir of a cgroup on the way; the result is the kernel's. */
    static long mkdir(CgroupDir parent, String name) {
        synchronized (MADE) {
            long r = parent.tryMkdir(name);
            if (!RawSyscall.failed(r)) MADE.add(parent.path().resolve(name));
            return r;
        }
    }

    /** Removes {@code dir}, where it was made on the way and is empty, and then likewise what is above it. */
    static void removeEmpty(CgroupDir dir) {
        synchronized (MADE) {
            if (!MADE.contains(dir.path())) return;
            try (CgroupDir up = dir.parent()) {
                if (RawSyscall.failed(up.tryRmdir(dir.path().getFileName().toString()))) return;
                MADE.remove(dir.path());
                removeEmpty(up);
            } catch (LinuxException e) {
                return; // it stays, as a cgroup does that somebody else uses
            }
        }
    }
}
