package io.jlinux.oci.run;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.CgroupHost;
import io.jlinux.cgroup.CgroupLimits;
import io.jlinux.cgroup.Controller;
import io.jlinux.cgroup.DeviceRule;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.oci.spec.OciResources;
import io.jlinux.oci.spec.Unsupported;
import io.jlinux.spawn.Spawn;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The cgroup of one container, made with its limits before the container exists, or none for a user who may have none. */
public final class ContainerCgroup implements AutoCloseable {
    private final Optional<Cgroup> cgroup;

    private ContainerCgroup(Optional<Cgroup> cgroup) {
        this.cgroup = cgroup;
    }

    /**
     * Makes the cgroup of a container: {@code cgroupsPath}, or one with the container's id below this process' own. Its
     * device rules hold for whoever may set some; see {@link DevicePlanner}.
     *
     * @throws OciConfigException for a limit out of range or a path that cannot name a cgroup
     * @throws LinuxException where a limit was asked for that cannot be enforced, or the cgroup exists
     */
    public static ContainerCgroup create(OciConfig config, String id) throws LinuxException {
        CgroupLimits limits = CgroupPlanner.plan(config.linux().resources());
        Optional<String> path = config.linux().cgroupsPath();
        List<DeviceRule> devices = DevicePlanner.enforceable(config.linux());
        boolean asked = !limits.isEmpty() || path.isPresent() || !devices.isEmpty();
        try {
            return new ContainerCgroup(Optional.of(make(path.orElse(id), limits, devices)));
        } catch (IllegalArgumentException e) {
            if (path.isEmpty()) throw e;
            throw new OciConfigException("/linux/cgroupsPath", String.valueOf(e.getMessage()));
        } catch (LinuxException e) {
            if (asked || e.errno() == Errno.EEXIST) throw e;
            return new ContainerCgroup(Optional.empty());
        }
    }

    /** The cgroup of a container that is there, perhaps made by another JVM; borrowed. */
    public static ContainerCgroup of(Optional<Cgroup> cgroup) {
        return new ContainerCgroup(cgroup);
    }

    private static Cgroup make(String path, CgroupLimits limits, List<DeviceRule> devices) throws LinuxException {
        CgroupHost host = CgroupHost.current();
        Cgroup parent = path.startsWith("/") ? host.root() : host.home();
        String name = path.replaceFirst("^/+", "");
        if (devices.isEmpty()) return parent.createChild(name, limits);
        Cgroup cgroup = isOnV1(host, Controller.DEVICES)
                ? parent.createChild(name, limits, withDevices(host))
                : parent.createChild(name, limits);
        try {
            cgroup.setDevices(devices);
            return cgroup;
        } catch (LinuxException | RuntimeException e) {
            closeAfter(cgroup, e);
            throw e;
        }
    }

    /** What a cgroup gets unasked, and the devices. */
    private static Set<Controller> withDevices(CgroupHost host) {
        Set<Controller> all = EnumSet.of(Controller.MEMORY, Controller.PIDS, Controller.CPU);
        if (host.unified().isEmpty()) all.add(Controller.CPUACCT);
        all.removeIf(c -> !isOnV1(host, c));
        all.add(Controller.DEVICES);
        return all;
    }

    private static boolean isOnV1(CgroupHost host, Controller controller) {
        return host.hierarchy(controller).filter(h -> h.version() == 1).isPresent();
    }

    private static void closeAfter(Cgroup cgroup, Exception cause) {
        try {
            cgroup.close();
        } catch (LinuxException e) {
            cause.addSuppressed(e);
        }
    }

    public Optional<Cgroup> cgroup() {
        return cgroup;
    }

    /**
     * Changes the limits that {@code resources} has, all or none; device rules are replaced as a whole.
     *
     * @throws OciConfigException for a limit out of range, or one that is not supported
     * @throws LinuxException where a limit cannot be enforced
     */
    public void update(OciConfig config, OciResources resources) throws LinuxException {
        if (cgroup.isEmpty()) return;
        Unsupported.refuse(resources);
        Cgroup c = cgroup.get();
        CgroupLimits limits = CgroupPlanner.plan(resources);
        List<DeviceRule> devices = DevicePlanner.enforceable(
                config.editLinux(l -> l.resources(resources)).linux());
        if (devices.isEmpty()) {
            c.apply(limits);
            return;
        }
        CgroupLimits before = c.limits();
        c.apply(limits);
        try {
            c.setDevices(devices);
        } catch (LinuxException | RuntimeException e) {
            c.apply(before);
            throw e;
        }
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
