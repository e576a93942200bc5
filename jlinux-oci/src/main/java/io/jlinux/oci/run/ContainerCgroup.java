package io.jlinux.oci.run;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.CgroupHost;
import io.jlinux.cgroup.CgroupLimits;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.spawn.Spawn;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.util.Optional;

/** The cgroup of one container, made with its limits before the container exists, or none for a user who may have none. */
public final class ContainerCgroup implements AutoCloseable {
    private final Optional<Cgroup> cgroup;

    private ContainerCgroup(Optional<Cgroup> cgroup) {
        this.cgroup = cgroup;
    }

    /**
     * Makes the cgroup of a container: {@code cgroupsPath}, or one with the container's id below this process' own.
     *
     * @throws OciConfigException for a limit out of range or a path that cannot name a cgroup
     * @throws LinuxException where a limit was asked for that cannot be enforced, or the cgroup exists
     */
    public static ContainerCgroup create(OciConfig config, String id) throws LinuxException {
        CgroupLimits limits = CgroupPlanner.plan(config.linux().resources());
        Optional<String> path = config.linux().cgroupsPath();
        boolean asked = !limits.isEmpty() || path.isPresent();
        try {
            return new ContainerCgroup(Optional.of(make(path.orElse(id), limits)));
        } catch (IllegalArgumentException e) {
            if (path.isEmpty()) throw e;
            throw new OciConfigException("/linux/cgroupsPath", String.valueOf(e.getMessage()));
        } catch (LinuxException e) {
            if (asked || e.errno() == Errno.EEXIST) throw e;
            return new ContainerCgroup(Optional.empty());
        }
    }

    private static Cgroup make(String path, CgroupLimits limits) throws LinuxException {
        if (!path.startsWith("/")) return Cgroup.create(path, limits);
        return CgroupHost.current().root().createChild(path.replaceFirst("^/+", ""), limits);
    }

    public Optional<Cgroup> cgroup() {
        return cgroup;
    }

    /** Puts the container's process into the cgroup. */
    public void place(Spawn spawn) {
        cgroup.ifPresent(c -> spawn.with(c.placement()));
    }

    @Override
    public void close() throws LinuxException {
        if (cgroup.isPresent()) cgroup.get().close();
    }
}
