package io.jlinux.oci.run;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.CgroupHost;
import io.jlinux.cgroup.systemd.ScopeSpec;
import io.jlinux.cgroup.systemd.Systemd;
import io.jlinux.cgroup.systemd.SystemdScope;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.oci.spec.OciScope;
import io.jlinux.oci.state.StateRoot;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.spawn.Stdio;
import io.jlinux.spawn.UserNamespaces;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Has systemd make the cgroup of a container: a transient scope, delegated, with the limits as its properties.
 *
 * <p>There is no scope without a process. So that the container's own is never anywhere else, a process that does nothing comes
 * first, and the container's is cloned into the cgroup as into any other.
 *
 * <pre>
 *   holder: waits ──► StartTransientUnit(PIDs=holder) ──► limits that systemd does not know
 *                                                         container's process ──► holder is killed
 * </pre>
 */
public final class SystemdManager implements CgroupManager {
    private static final Duration LEFT_OVER = Duration.ofSeconds(5);

    private final boolean ofUser = StateRoot.uid() != 0 || !UserNamespaces.isInitial();
    private @Nullable Systemd systemd;

    private Systemd systemd() throws IOException {
        Systemd connected = systemd;
        if (connected == null) {
            if (CgroupHost.current().mode() != CgroupHost.Mode.V2) {
                throw new LinuxException(
                        "have systemd make a cgroup on",
                        "a host of cgroup mode " + CgroupHost.current().mode(),
                        Errno.EOPNOTSUPP.number(),
                        null,
                        "only of cgroup v2 systemd makes all that a container needs; have cgroups managed by files here");
            }
            connected = ContainerScope.connect(ofUser);
            systemd = connected;
        }
        return connected;
    }

    /**
     * As {@link #create} will make it.
     *
     * @throws OciConfigException for a {@code cgroupsPath} or an annotation that systemd cannot be asked for; it is not asked then
     * @throws LinuxException {@code EEXIST} for a unit that is there already; what has failed is no hindrance
     */
    @Override
    public PlannedCgroup plan(OciConfig config, String id) throws IOException {
        String unit = name(config, id).unit();
        ScopeProperties.of(config.annotations());
        String state = systemd().state(unit);
        if (state.equals("failed")) systemd().stop(unit, LEFT_OVER);
        else if (!state.equals("inactive")) {
            throw new LinuxException(
                    "make the cgroup of container " + id,
                    unit,
                    Errno.EEXIST.number(),
                    null,
                    "a unit of this name is " + state);
        }
        return new PlannedCgroup(List.of(), List.of(), Optional.of(new OciScope(unit, ofUser)));
    }

    private ScopeName name(OciConfig config, String id) {
        return ScopeName.of(config.linux().cgroupsPath(), id, ofUser);
    }

    @Override
    public ContainerCgroup create(OciConfig config, String id) throws IOException {
        ScopeName name = name(config, id);
        CgroupContent content = CgroupContent.of(config);
        ScopeSpec spec = ScopeSpec.of(name.unit())
                .description("JLinux container " + id)
                .slice(name.slice())
                .limits(ScopeSpec.expressible(content.limits().typed()))
                .delegated()
                .withoutDefaultDependencies()
                .properties(ScopeProperties.of(config.annotations()));
        RawLimits.check(CgroupHost.current(), content.limits().raw());
        LinuxProcess holder = hold();
        try (SystemdScope scope = systemd().scope(spec, holder.pid())) {
            Cgroup cgroup = Cgroup.open(scope.cgroup().directories());
            try {
                cgroup.apply(content.limits().typed());
                content.writeRest(cgroup, config);
            } catch (IOException | RuntimeException e) {
                cgroup.close();
                throw e;
            }
            scope.detach();
            return ContainerCgroup.made(cgroup, new OciScope(name.unit(), ofUser), holder);
        } catch (IOException | RuntimeException e) {
            holder.destroyForcibly();
            holder.close();
            throw e;
        }
    }

    /** A process that does nothing, and ends with this JVM. */
    private static LinuxProcess hold() throws IOException {
        return Spawn.command("/bin/sh", "-c", "read never")
                .directory("/")
                .stdin(Stdio.pipe())
                .stdout(Stdio.devNull())
                .stderr(Stdio.devNull())
                .start();
    }

    @Override
    public void close() {
        Systemd connected = systemd;
        if (connected != null) connected.close();
    }
}
