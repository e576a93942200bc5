package io.jlinux.oci;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.net.container.AttachOptions;
import io.jlinux.net.container.Attachment;
import io.jlinux.ns.NetworkNamespacePool;
import io.jlinux.oci.run.CgroupMounts;
import io.jlinux.oci.run.ContainerCgroup;
import io.jlinux.oci.run.HookKind;
import io.jlinux.oci.run.JoinedNamespaces;
import io.jlinux.oci.run.MissingTargets;
import io.jlinux.oci.run.PlanLines;
import io.jlinux.oci.run.SeccompAgent;
import io.jlinux.oci.run.SessionKeyring;
import io.jlinux.oci.run.SpawnPlanner;
import io.jlinux.oci.run.StartDiagnosis;
import io.jlinux.oci.run.StartWork;
import io.jlinux.oci.run.TargetPlaces;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.oci.spec.OciHooks;
import io.jlinux.oci.state.StateDirectory;
import io.jlinux.oci.state.StateRoot;
import io.jlinux.spawn.Checkpoint;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.PreparedSpawn;
import io.jlinux.spawn.Spawn;
import io.jlinux.spawn.SpawnException;
import io.jlinux.spawn.StartGate;
import io.jlinux.spawn.Stdio;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a bundle's containers are started with, and the short way to one: in no state directory, and without hooks. */
final class BundleStart {
    private final OciBundle bundle;
    private final OciConfig config;
    private final BundleExtras extras;

    BundleStart(OciBundle bundle) {
        this.bundle = bundle;
        this.config = bundle.config;
        this.extras = bundle.extras;
    }

    SpawnPlanner planner(Optional<Cgroup> cgroup) throws LinuxException {
        return planner(CgroupMounts.of(cgroup));
    }

    private SpawnPlanner planner(CgroupMounts cgroups) {
        // a device of the host is moved into the namespace of the process itself
        boolean own = !config.linux().netDevices().isEmpty();
        Optional<NetworkNamespacePool> pool = own ? Optional.empty() : extras.networks();
        return new SpawnPlanner(config, bundle.directory, cgroups, pool, extras.rootfs());
    }

    /** What its start will make in directories of the host. */
    MissingTargets missing() throws LinuxException {
        // such a root is made for the start, or nothing in it is the host's
        if (extras.rootfs().isPresent()) return new MissingTargets(List.of());
        List<String> names = extras.network().isPresent() ? ContainerLink.TARGETS : List.of();
        return bundle.starts
                .places(bundle.directory, names, () -> TargetPlaces.of(config, bundle.directory, names))
                .missing();
    }

    /**
     * The way to its network, of one start; null where it has none.
     *
     * @param known where the container is written down; null: nowhere
     */
    @Nullable
    ContainerLink link(@Nullable StateDirectory known) throws IOException {
        if (extras.network().isEmpty()) return null;
        BundleNetwork to = extras.network().get();
        String name = config.hostname().orElse("container");
        return ContainerLink.prepare(to.network(), to.options().orElseGet(() -> AttachOptions.of(name)), known);
    }

    private boolean hasLimits() {
        return extras.limits().wallClock().isPresent()
                || extras.limits().cpuTime().isPresent();
    }

    /** Gives it its limits of time, which it can have unless it is started {@code later}. */
    void limit(Spawn spawn, ContainerIo io, boolean later) {
        boolean asked = hasLimits();
        if (later && asked) {
            throw new IllegalStateException(
                    "limits of time are for a container that is started at once: use start or run");
        }
        boolean told = io.stdout() instanceof Stdio.Captured || io.stderr() instanceof Stdio.Captured;
        if (asked || (told && !later)) spawn.limits(extras.limits());
    }

    /**
     * What starts it as another container of this config was started, or null: where there was none, or where there is more to it than its
     * config.
     */
    @Nullable
    PreparedSpawn known(String id, ContainerCgroup cgroup, ContainerIo io, boolean keyring) throws LinuxException {
        if (bundle.hasTerminal() || extras.network().isPresent() || hasLimits()) return null;
        boolean joins =
                config.linux().namespaces().stream().anyMatch(n -> n.path().isPresent());
        if (joins) return null;
        CgroupMounts mounts = CgroupMounts.of(cgroup.cgroup()).ofAny(id, KeptStarts.ID);
        String home = planner(mounts).impliedHome();
        KeptStarts.Key key = new KeptStarts.Key(bundle.directory, extras, io, mounts, home, keyring);
        if (!key.repeats()) return null;
        return bundle.starts.find(key, () -> {
            Spawn spawn = planner(mounts).plan();
            if (keyring) SessionKeyring.join(spawn, KeptStarts.ID);
            return spawn.stdin(io.stdin()).stdout(io.stdout()).stderr(io.stderr());
        });
    }

    /** As another one was. */
    LinuxProcess start(PreparedSpawn known, String id, ContainerCgroup cgroup, Checkpoint meanwhile)
            throws IOException {
        return explained(
                () -> known.start(cgroup.cgroup().map(Cgroup::placement).orElse(null), id, meanwhile));
    }

    /** Starts its process. */
    LinuxProcess start(Spawn spawn) throws IOException {
        return explained(spawn::start);
    }

    /** A failure is told in the words of the config. */
    private LinuxProcess explained(StartWork.Start start) throws IOException {
        try {
            return start.run();
        } catch (SpawnException e) {
            Optional<Path> root = extras.rootfs().isEmpty() ? Optional.of(bundle.root()) : Optional.empty();
            throw new StartDiagnosis(config, root).explain(e);
        } catch (OciConfigException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            // what no rule of the config forbids, and still contradicts itself
            throw new OciConfigException("", String.valueOf(e.getMessage()));
        }
    }

    /** The container, when its program has begun; what fails leaves nothing. */
    OciContainer start(String id, ContainerIo io) throws IOException {
        ContainerCgroup cgroup = ContainerCgroup.create(config, id);
        OciContainer container = null;
        try (JoinedNamespaces joined = JoinedNamespaces.open(config);
                StartWork work = StartWork.of(config, bundle.directory, id);
                ContainerLink link = link(null)) {
            PreparedSpawn known = work.isNeeded() ? null : known(id, cgroup, io, true);
            LinuxProcess process = known != null
                    ? start(known, id, cgroup, pid -> {})
                    : work.guard(() -> start(plan(id, io, cgroup, joined, work, link)));
            Attachment attachment = link == null ? null : link.take();
            container = OciContainer.made(id, bundle, process, cgroup, null, attachment);
            tellAgent(container, work);
            return container;
        } catch (IOException | RuntimeException e) {
            if (container != null) undo(container, e);
            closeAfter(cgroup::close, e);
            throw e;
        }
    }

    private Spawn plan(
            String id,
            ContainerIo io,
            ContainerCgroup cgroup,
            JoinedNamespaces joined,
            StartWork work,
            @Nullable ContainerLink link)
            throws LinuxException {
        Spawn spawn = planner(cgroup.cgroup()).plan();
        joined.join(spawn);
        cgroup.place(spawn);
        SessionKeyring.join(spawn, id);
        if (link != null) link.bind(spawn);
        if (work.isNeeded() || link != null) {
            spawn.beforeRoot(pid -> {
                if (link != null) link.attach(pid);
                work.runOrUndo(pid);
            });
        }
        if (!bundle.hasTerminal()) spawn.stdin(io.stdin()).stdout(io.stdout()).stderr(io.stderr());
        limit(spawn, io, false);
        return spawn;
    }

    private void tellAgent(OciContainer container, StartWork work) throws IOException {
        if (container.process().seccompListener().isEmpty()) return;
        try {
            SeccompAgent.tell(config, container.process(), container.state());
        } catch (IOException | RuntimeException e) {
            work.undo(e);
            throw e;
        }
    }

    private static void undo(OciContainer container, Exception cause) {
        container.process().close();
        container.process().removeMountPoints();
        container.attachment().ifPresent(a -> closeAfter(a::close, cause));
    }

    @FunctionalInterface
    private interface Closing {
        void close() throws IOException;
    }

    private static void closeAfter(Closing what, Exception cause) {
        try {
            what.close();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** All that a start will do. */
    List<String> explain() throws LinuxException {
        OciHooks hooks = config.hooks();
        PlanLines plan = new PlanLines(config);
        if (!hooks.equals(OciHooks.NONE))
            plan.parent("write the state to " + StateRoot.standard().path() + "/ID");
        plan.cgroup("ID").namespaces();
        try (JoinedNamespaces joined = JoinedNamespaces.open(config)) {
            Spawn spawn = planner(Optional.empty()).plan();
            joined.join(spawn);
            SessionKeyring.join(spawn, "ID");
            extras.network()
                    .ifPresent(n -> plan.atStop("attach it to the network "
                            + n.network().name() + ", and bind its /etc/resolv.conf, /etc/hosts and /etc/hostname"));
            plan.startWork();
            if (plan.hasStop()) spawn.beforeRoot(pid -> {});
            if (!hooks.startContainer().isEmpty()) spawn.waitAt(new StartGate(bundle.directory));
            plan.child(spawn.explain());
        }
        plan.hooks(HookKind.POSTSTART);
        extras.limits().wallClock().ifPresent(t -> plan.parent("kill all of it after " + t));
        extras.limits()
                .cpuTime()
                .ifPresent(t -> plan.parent("kill all of it when it has used the processors for " + t));
        return plan.hooks(HookKind.POSTSTOP).lines();
    }
}
