package io.jlinux.cgroup.v1;

import io.jlinux.cgroup.file.CgroupDir;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.util.Set;

/**
 * One cgroup of one v1 hierarchy, which may carry several controllers.
 *
 * @param controllers the v1 names of the hierarchy's controllers
 */
public record V1Group(CgroupDir dir, Set<String> controllers) implements AutoCloseable {
    /** An existing child. */
    public V1Group child(String name) throws LinuxException {
        return new V1Group(dir.child(name), controllers);
    }

    /** To be called for every cgroup that was made: a new cpuset is empty, and no task can be in one that is. */
    public void initialize() throws LinuxException {
        if (!controllers.contains("cpuset")) return;
        try (CgroupDir up = dir.parent()) {
            inherit(up, "cpuset.cpus");
            inherit(up, "cpuset.mems");
        }
    }

    private void inherit(CgroupDir up, String file) throws LinuxException {
        if (!dir.read(file).orElse("").isBlank()) return;
        String above = up.read(file).orElse("").strip();
        if (above.isEmpty()) {
            throw new LinuxException(
                    "copy " + file + " to",
                    dir.toString(),
                    Errno.ENOSPC.number(),
                    null,
                    file + " of the cgroup above, " + up
                            + ", is empty: a cpuset of v1 must be filled from the top down");
        }
        dir.write(file, above);
    }

    @Override
    public void close() {
        dir.close();
    }
}
