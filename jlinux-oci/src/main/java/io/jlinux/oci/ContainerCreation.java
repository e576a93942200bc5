package io.jlinux.oci;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.net.container.Attachment;
import io.jlinux.ns.Namespace;
import io.jlinux.oci.run.CgroupManager;
import io.jlinux.oci.run.ContainerCgroup;
import io.jlinux.oci.run.HookKind;
import io.jlinux.oci.run.HookRunner;
import io.jlinux.oci.run.HostSupport;
import io.jlinux.oci.run.JoinedNamespaces;
import io.jlinux.oci.run.MissingTargets;
import io.jlinux.oci.run.PlannedCgroup;
import io.jlinux.oci.run.SeccompAgent;
import io.jlinux.oci.run.SessionKeyring;
import io.jlinux.oci.run.SpawnPlanner;
import io.jlinux.oci.run.StartWork;
import io.jlinux.oci.run.SystemdManager;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciHooks;
import io.jlinux.oci.spec.OciProcess;
import io.jlinux.oci.spec.OciState;
import io.jlinux.oci.spec.OciStatus;
import io.jlinux.oci.state.StateDirectory;
import io.jlinux.oci.state.StateLock;
import io.jlinux.oci.state.StateRoot;
import io.jlinux.spawn.Checkpoint;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.PreparedSpawn;
import io.jlinux.spawn.Spawn;
import io.jlinux.spawn.StartGate;
import io.jlinux.sys.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Makes one container, all or nothing. What is about to be made is written down first, so that a forced delete finds it
 * whenever this JVM may end.
 *
 * <pre>
 *   mkdir ROOT/ID, lock       the id is taken
 *   state: creating           where the cgroup will be
 *   cgroup and limits
 *   process ──────────────►   state: its pid
 *     mounts ─────────────►   hooks prestart, createRuntime, createContainer
 *     waits, or begins
 *   pid file
 *   state: created, running
 * </pre>
 */
final class ContainerCreation {
    private final StateRoot root;
    private final String id;
    private final OciBundle bundle;
    private final OciConfig config;
    private final BundleStart start;
    private final ContainerOptions options;
    private final boolean waits;
    private final boolean atOnce;
    private final boolean systemd;
    private final LifeSteps steps;

    private volatile OciState state;
    private volatile boolean hooked;
    private boolean configIsKept;
    private @Nullable ContainerCgroup cgroup;
    private @Nullable LinuxProcess process;
    private @Nullable Attachment attachment;
    private @Nullable StartWork work;

    /**
     * A container that is not there yet.
     *
     * @param waits whether its program waits to be started
     * @param atOnce whether it is started when it has been made, so that its time can be limited
     * @param systemd whether systemd makes its cgroup
     */
    ContainerCreation(
            StateRoot root,
            String id,
            OciBundle bundle,
            ContainerOptions options,
            boolean waits,
            boolean atOnce,
            boolean systemd,
            LifeSteps steps) {
        this.systemd = systemd;
        this.steps = steps;
        this.root = root;
        this.id = id;
        this.bundle = bundle;
        this.config = bundle.config();
        this.start = new BundleStart(bundle);
        this.options = options;
        this.waits = waits;
        this.atOnce = atOnce;
        this.state = new OciState(
                config.ociVersion(),
                id,
                OciStatus.CREATING,
                OptionalLong.empty(),
                OptionalLong.empty(),
                bundle.directory(),
                bundle.root(),
                Instant.now(),
                StateRoot.uid(),
                config.annotations(),
                List.of(),
                List.of(),
                !options.callersKeyring(),
                Optional.empty());
    }

    /** Makes it. */
    OciContainer create() throws IOException {
        bundle.check();
        HostSupport.check(config);
        OciProcess program = bundle.process();
        options.check(program);
        StateDirectory directory = root.create(id);
        try (StateLock lock = lock(directory)) {
            return make(directory, program);
        }
    }

    private static StateLock lock(StateDirectory directory) throws IOException {
        try {
            return StateLock.take(directory, Duration.ofSeconds(1));
        } catch (IOException e) {
            directory.delete();
            throw e;
        }
    }

    private OciContainer make(StateDirectory directory, OciProcess program) throws IOException {
        try (CgroupManager manager = systemd ? new SystemdManager() : CgroupManager.FILES) {
            PlannedCgroup planned = steps.make("plan the cgroup of", () -> manager.plan(config, id));
            state = state.withCgroups(planned.directories(), planned.parents()).withScope(planned.scope());
            steps.step("write the state of", () -> directory.write(state));
            ContainerCgroup made = steps.make("make the cgroup of", () -> manager.create(config, id));
            cgroup = made;
            List<Path> directories = made.cgroup().map(Cgroup::directories).orElse(List.of());
            state = state.withCgroups(directories, planned.parents());
            StartWork extra = steps.make("prepare the start of", () -> StartWork.of(config, bundle.directory(), id));
            work = extra;
            boolean makes = writeTargets(directory);
            LinuxProcess started = start(directory, program, made, extra);
            process = started;
            made.placed();
            steps.step("write the pid of", () -> options.writePid(started.pid()));
            steps.step("send the descriptors of", () -> sendDescriptors(started));
            steps.step("replace the state of", directory::commit);
            if (makes) directory.forgetTargets();
            return OciContainer.made(id, bundle, started, made, directory, attachment);
        } catch (IOException | RuntimeException e) {
            undo(directory, e);
            throw e;
        } finally {
            if (work != null) work.close();
        }
    }

    /** Whether its start makes anything on the host: nobody else would know when this JVM is killed meanwhile. */
    private boolean writeTargets(StateDirectory directory) throws IOException {
        MissingTargets missing = start.missing();
        if (missing.items().isEmpty()) return false;
        directory.writeTargets(missing.write());
        return true;
    }

    private void sendDescriptors(LinuxProcess started) throws IOException {
        options.sendPidFd(started.pid());
        SeccompAgent.tell(config, started, state.withProcess(OptionalLong.of(started.pid()), state.startTime()));
    }

    private LinuxProcess start(StateDirectory directory, OciProcess program, ContainerCgroup made, StartWork extra)
            throws IOException {
        // hooks look for it, and what has to be undone is in it
        if (!config.hooks().equals(OciHooks.NONE) || extra.isNeeded()) keepConfig(directory);
        Checkpoint meanwhile = pid -> writeDown(directory, pid);
        PreparedSpawn known =
                isOrdinary(made, extra) ? start.known(id, made, options.io(), !options.callersKeyring()) : null;
        if (known != null) {
            return steps.make("start the process of", () -> start.start(known, id, made, meanwhile));
        }
        try (JoinedNamespaces joined = steps.make("open the namespaces of", () -> JoinedNamespaces.open(config));
                ContainerLink link = start.link(directory)) {
            Spawn spawn = start.planner(made.cgroup()).plan();
            joined.join(spawn);
            made.place(spawn);
            options.apply(spawn, program, SpawnPlanner.terminal(program), hasOwnPids());
            start.limit(spawn, options.io(), !atOnce);
            if (waits) {
                spawn.waitAt(steps.make("make the gate of", () -> StartGate.create(directory.path())));
            }
            // without a cgroup, nothing but this would find the process again
            if (waits || made.cgroup().isEmpty()) spawn.onChild(pid -> record(directory, pid));
            if (link != null) link.bind(spawn);
            if (hasHooksAtRoot() || extra.isNeeded() || link != null) {
                spawn.beforeRoot(pid -> {
                    if (link != null) steps.step("attach to its network", () -> link.attach(pid));
                    beforeRoot(made, extra, pid);
                });
            }
            spawn.meanwhile(meanwhile);
            if (options.noPivot()) spawn.noPivot();
            if (!options.callersKeyring()) SessionKeyring.join(spawn, id);
            steps.show(spawn);
            LinuxProcess started = steps.make("start the process of", () -> start.start(spawn));
            process = started; // what is closed here may fail, too
            attachment = link == null ? null : link.take();
            return started;
        }
    }

    /** Whether nothing has to be done beside its process, nor anything be given to it that others do not get. */
    private boolean isOrdinary(ContainerCgroup made, StartWork extra) {
        return !waits
                && made.cgroup().isPresent()
                && !hasHooksAtRoot()
                && !extra.isNeeded()
                && !steps.isShown()
                && options.passed().isEmpty()
                && !options.noPivot()
                && !options.leavesStatus();
    }

    /** Whether its process is process 1. */
    private boolean hasOwnPids() {
        return config.namespace(Namespace.PID).filter(n -> n.path().isEmpty()).isPresent();
    }

    private boolean hasHooksAtRoot() {
        OciHooks hooks = config.hooks();
        return !hooks.prestart().isEmpty()
                || !hooks.createRuntime().isEmpty()
                || !hooks.createContainer().isEmpty();
    }

    /** What nobody needs before the container is made. */
    private void writeDown(StateDirectory directory, long pid) throws IOException {
        if (!configIsKept) keepConfig(directory);
        // one that was recorded may have ended already, and has no start time any more
        if (state.startTime().isEmpty() || state.pid().orElse(0) != pid) state = with(ProcessIdentity.of(pid));
        OciState done = state.withStatus(waits ? OciStatus.CREATED : OciStatus.RUNNING);
        steps.step("write down the state of", () -> directory.draft(done));
    }

    private void keepConfig(StateDirectory directory) throws IOException {
        configIsKept = true;
        steps.step("keep the config of", () -> directory.writeConfig(bundle.json()));
    }

    private void record(StateDirectory directory, long pid) throws IOException {
        state = with(ProcessIdentity.of(pid));
        steps.step("write the state of", () -> directory.write(state));
    }

    private OciState with(Optional<ProcessIdentity> identity) {
        if (identity.isEmpty()) return state;
        return state.withProcess(
                OptionalLong.of(identity.get().pid()),
                OptionalLong.of(identity.get().startTime()));
    }

    /** What fails here is undone while the process, which keeps its namespaces, is still there. */
    private void beforeRoot(ContainerCgroup made, StartWork extra, long pid) throws IOException {
        try {
            extra.run(pid);
            hooks(made, pid);
        } catch (IOException | RuntimeException e) {
            extra.undo(e);
            throw e;
        }
    }

    private void hooks(ContainerCgroup made, long pid) throws IOException {
        if (config.hooks().equals(OciHooks.NONE)) return;
        hooked = true;
        HookRunner runner = new HookRunner(config.hooks(), made);
        OciState told = state.withProcess(OptionalLong.of(pid), state.startTime());
        steps.step("run the prestart hooks of", () -> runner.run(HookKind.PRESTART, told));
        steps.step("run the createRuntime hooks of", () -> runner.run(HookKind.CREATE_RUNTIME, told));
        steps.step("run the createContainer hooks of", () -> runner.run(HookKind.CREATE_CONTAINER, told));
    }

    /** The id stays taken where something could not be removed: what is left is written down there, for a forced delete. */
    private void undo(StateDirectory directory, Exception cause) {
        Undoing undoing = new Undoing(cause);
        StartWork extra = work;
        if (extra != null) undoing.step(() -> extra.undo(cause));
        LinuxProcess started = process;
        if (started != null) {
            undoing.step(started::close);
            undoing.step(started::removeMountPoints);
            undoing.step(() -> options.removePid(started.pid()));
        }
        Attachment attached = attachment;
        if (attached != null) undoing.step(attached::close);
        ContainerCgroup made = cgroup;
        if (made != null) {
            undoing.step(made::close);
            made.detach(); // one that could not be removed is let go of
            undoing.step(made::close);
        }
        if (undoing.isComplete()) undoing.step(directory::delete);
        if (!undoing.isComplete()) return;
        OciState stopped = state.withStatus(OciStatus.STOPPED).withProcess(OptionalLong.empty(), OptionalLong.empty());
        if (hooked && made != null) new HookRunner(config.hooks(), made).runAll(HookKind.POSTSTOP, stopped);
    }
}
