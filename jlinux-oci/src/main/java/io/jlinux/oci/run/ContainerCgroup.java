package io.jlinux.oci.run;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.CgroupHost;
import io.jlinux.cgroup.CgroupLimits;
import io.jlinux.cgroup.Controller;
import io.jlinux.cgroup.DeviceRule;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.oci.spec.OciCpu;
import io.jlinux.oci.spec.OciMemory;
import io.jlinux.oci.spec.OciResources;
import io.jlinux.oci.spec.OciScope;
import io.jlinux.oci.spec.OciState;
import io.jlinux.oci.spec.Unsupported;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The cgroup of one container, made with its limits before the container exists, or none for a user who may have none. */
public final class ContainerCgroup implements AutoCloseable {
    private final Optional<Cgroup> cgroup;
    private final Optional<OciScope> scope;
    private @Nullable LinuxProcess holder;
    private boolean ownsScope;

    private ContainerCgroup(Optional<Cgroup> cgroup, Optional<OciScope> scope) {
        this.cgroup = cgroup;
        this.scope = scope;
    }

    /** One that systemd made, with the process that it was made of; owned. */
    static ContainerCgroup made(Cgroup cgroup, OciScope scope, LinuxProcess holder) {
        ContainerCgroup made = new ContainerCgroup(Optional.of(cgroup), Optional.of(scope));
        made.holder = holder;
        made.ownsScope = true;
        return made;
    }

    /**
     * Makes the cgroup of a container: {@code cgroupsPath}, or one with the container's id below this process' own. Its
     * device rules hold for whoever may set some; see {@link DevicePlanner}. It belongs to whom {@link CgroupOwner} says.
     *
     * @throws OciConfigException for a limit out of range or a path that cannot name a cgroup
     * @throws LinuxException where a limit was asked for that cannot be enforced, or the cgroup exists
     */
    public static ContainerCgroup create(OciConfig config, String id) throws LinuxException {
        CgroupContent content = CgroupContent.of(config);
        Optional<String> path = config.linux().cgroupsPath();
        boolean asked = !content.isEmpty() || path.isPresent();
        try {
            return new ContainerCgroup(Optional.of(make(config, path.orElse(id), content)), Optional.empty());
        } catch (OciConfigException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            if (path.isEmpty()) throw e;
            throw new OciConfigException("/linux/cgroupsPath", String.valueOf(e.getMessage()));
        } catch (LinuxException e) {
            if (e.errno() == Errno.EEXIST) throw taken(path, id, e);
            if (asked) throw e;
            return none();
        }
    }

    /** It is not taken over, not even an empty one: whoever made it has its limits, and would miss it after the container's end. */
    private static LinuxException taken(Optional<String> path, String id, LinuxException e) {
        String which = path.isPresent()
                ? "/linux/cgroupsPath " + path.get()
                : "no /linux/cgroupsPath, so the container's id " + id + " is its name, and";
        String hint = which
                + " is a cgroup that is there already: give another path, or remove it (rmdir) where it is left of a"
                + " container that is gone";
        return new LinuxException(e.operation(), e.target(), e.rawErrno(), e.detail(), hint);
    }

    /** The cgroup of a container that is there, perhaps made by another JVM; borrowed. */
    public static ContainerCgroup open(OciState state) throws LinuxException {
        return new ContainerCgroup(PlannedCgroup.open(state), state.scope());
    }

    /** Of a container that has none. */
    public static ContainerCgroup none() {
        return new ContainerCgroup(Optional.empty(), Optional.empty());
    }

    private static Cgroup make(OciConfig config, String path, CgroupContent content) throws LinuxException {
        ResourceLimits limits = content.limits();
        CgroupHost host = CgroupHost.current();
        Cgroup parent = path.startsWith("/") ? host.root() : host.home();
        String name = PlannedCgroup.withoutSlashes(path);
        RawLimits.check(host, limits.raw());
        Set<Controller> controllers = controllers(host, parent, content);
        Cgroup cgroup = controllers.isEmpty()
                ? parent.createChild(name, limits.typed())
                : parent.createChild(name, limits.typed(), controllers);
        try {
            content.writeRest(cgroup, config);
            return cgroup;
        } catch (LinuxException | RuntimeException e) {
            closeAfter(cgroup, e);
            throw e;
        }
    }

    /** The directories that {@link #create} would make and that are not there. */
    static List<Path> missing(CgroupHost host, Cgroup parent, String name, CgroupContent content)
            throws LinuxException {
        Set<Controller> controllers = controllers(host, parent, content);
        CgroupLimits limits = content.limits().typed();
        return controllers.isEmpty()
                ? parent.missingDirectories(name, limits)
                : parent.missingDirectories(name, limits, controllers);
    }

    /** Those that it must have beside those of its typed limits; none where the usual ones are enough. */
    private static Set<Controller> controllers(CgroupHost host, Cgroup parent, CgroupContent content)
            throws LinuxException {
        Set<Controller> more = content.limits().controllers();
        if (!content.devices().isEmpty() && isOnV1(host, Controller.DEVICES)) more.add(Controller.DEVICES);
        return more.isEmpty() ? more : withUsual(host, parent, more);
    }

    /** These, and what a cgroup gets unasked. */
    private static Set<Controller> withUsual(CgroupHost host, Cgroup parent, Set<Controller> more)
            throws LinuxException {
        Set<Controller> all = EnumSet.of(Controller.MEMORY, Controller.PIDS, Controller.CPU);
        if (host.unified().isEmpty()) all.add(Controller.CPUACCT);
        Set<Controller> onV2 = EnumSet.copyOf(all);
        onV2.removeIf(c -> isOnV1(host, c));
        if (!onV2.isEmpty()) {
            onV2.removeAll(parent.controllers());
            all.removeAll(onV2);
        }
        all.addAll(more);
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

    /** Whether all in it stand still. */
    public boolean isFrozen() throws LinuxException {
        return cgroup.isPresent() && PlannedCgroup.isFrozen(cgroup.get().directories());
    }

    /** Whether a frozen process of it does not even die of SIGKILL before it is thawed: so it is on v1 alone. */
    public boolean holdsTheDying() throws LinuxException {
        return cgroup.isPresent() && CgroupHost.current().unified().isEmpty() && isFrozen();
    }

    /** What is done when limits have been changed, and undoes them where it fails. */
    @FunctionalInterface
    public interface Committing {
        void run() throws IOException;
    }

    /**
     * Changes the limits that {@code resources} has, all or none; device rules are replaced as a whole.
     *
     * @param config the container's, with the limits that it has
     * @param last after everything else; when it fails, the limits are as before
     * @throws OciConfigException for a limit out of range, or one that is not supported
     * @throws LinuxException where a limit cannot be enforced; {@code EBUSY} for one below the present use, with {@code
     *     checkBeforeUpdate}
     * @throws IOException where systemd made the cgroup, and refuses a limit
     */
    public void update(OciConfig config, OciResources resources, Committing last) throws IOException {
        if (cgroup.isEmpty()) return;
        Unsupported.refuse(resources);
        Cgroup c = cgroup.get();
        CgroupHost host = CgroupHost.current();
        OciResources all = config.linux().resources().with(resources);
        ResourceLimits limits = CgroupPlanner.plan(withKnownZeros(c, LimitPairs.complete(resources, all)), true);
        RawLimits.check(host, limits.raw());
        if (all.memory().checkBeforeUpdate().orElse(false)) checkUse(c, resources.memory());
        List<DeviceRule> devices = DevicePlanner.changed(
                config.editLinux(l -> l.resources(resources)).linux());
        CgroupLimits before = c.limits().only(limits.typed().controllers());
        c.apply(limits.typed());
        List<RawLimit.Write> undo = List.of();
        boolean ofScope = false;
        try {
            if (!devices.isEmpty()) c.setDevices(devices);
            undo = RawLimits.apply(host, c, limits.raw());
            if (scope.isPresent()) ContainerScope.setLimits(scope.get(), limits.typed());
            ofScope = scope.isPresent();
            last.run();
        } catch (IOException | RuntimeException e) {
            if (!devices.isEmpty()) putBack(e, () -> c.setDevices(DevicePlanner.enforceable(config.linux())));
            RawLimits.putBack(c, undo, e);
            putBack(e, () -> c.apply(before));
            if (ofScope) putBack(e, () -> ContainerScope.setLimits(scope.get(), before));
            throw e;
        }
    }

    private static void putBack(Exception cause, Committing step) {
        try {
            step.run();
        } catch (IOException | RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    /** Without the zeros that hold anyway, because the kernel has no file for them: a burst before Linux 5.14, idle before 5.15. */
    private static OciResources withKnownZeros(Cgroup c, OciResources resources) throws LinuxException {
        OciCpu cpu = resources.cpu();
        boolean noBurst = cpu.burst().orElse(1) == 0
                && c.read("cpu.max.burst").isEmpty()
                && c.read("cpu.cfs_burst_us").isEmpty();
        boolean noIdle = cpu.idle().orElse(1) == 0 && c.read("cpu.idle").isEmpty();
        if (!noBurst && !noIdle) return resources;
        OciCpu known = new OciCpu(
                cpu.shares(),
                cpu.quota(),
                noBurst ? OptionalLong.empty() : cpu.burst(),
                cpu.period(),
                cpu.realtimeRuntime(),
                cpu.realtimePeriod(),
                cpu.cpus(),
                cpu.mems(),
                noIdle ? OptionalInt.empty() : cpu.idle());
        return resources.toBuilder().cpu(known).build();
    }

    /** A limit below what is used now is refused. */
    private static void checkUse(Cgroup c, OciMemory memory) throws LinuxException {
        long limit = memory.limit().orElse(-1);
        if (limit < 0) return;
        OptionalLong use = c.memory().current();
        if (use.isEmpty() || use.getAsLong() <= limit) return;
        throw new LinuxException(
                "set a memory limit of " + limit + " for",
                c.name(),
                Errno.EBUSY.number(),
                null,
                use.getAsLong() + " bytes are in use, and the config says checkBeforeUpdate");
    }

    /** The container's process is in it, or will never be. */
    public void placed() {
        LinuxProcess first = holder;
        if (first == null) return;
        holder = null;
        first.destroyForcibly();
        first.close();
    }

    /** Gives it away: closing this leaves it alone then. */
    public void detach() {
        cgroup.ifPresent(Cgroup::detach);
        ownsScope = false;
    }

    /** Puts the container's process into the cgroup. */
    public void place(Spawn spawn) {
        cgroup.ifPresent(c -> spawn.with(c.placement()));
    }

    @Override
    public void close() throws IOException {
        placed();
        if (cgroup.isEmpty()) return;
        try (Cgroup c = cgroup.get()) {
            // where the cgroup is gone the scope is, and its name may be somebody else's
            if (ownsScope && scope.isPresent() && ContainerScope.kill(c)) ContainerScope.stop(scope.get());
            ownsScope = false;
        }
    }
}
