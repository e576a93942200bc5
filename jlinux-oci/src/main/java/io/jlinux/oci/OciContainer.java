package io.jlinux.oci;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.CgroupEvent;
import io.jlinux.cgroup.Subscription;
import io.jlinux.net.container.Attachment;
import io.jlinux.oci.run.ContainerCgroup;
import io.jlinux.oci.run.KnownContainer;
import io.jlinux.oci.run.RunningIds;
import io.jlinux.oci.run.StartWork;
import io.jlinux.oci.run.StatsReader;
import io.jlinux.oci.spec.ConfigReader;
import io.jlinux.oci.spec.ConfigWriter;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciProcess;
import io.jlinux.oci.spec.OciResources;
import io.jlinux.oci.spec.OciState;
import io.jlinux.oci.spec.OciStateException;
import io.jlinux.oci.spec.OciStats;
import io.jlinux.oci.spec.OciStatus;
import io.jlinux.oci.state.StateDirectory;
import io.jlinux.oci.state.StateRoot;
import io.jlinux.oci.state.Transitions;
import io.jlinux.spawn.ExitStatus;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.PidFd;
import io.jlinux.sys.Signal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A container.
 *
 * <p>One that this JVM made is owned: {@link #close()} kills all of its processes and removes what is left of it, unless it was
 * {@linkplain #detach() given away}. One that was {@linkplain OciRuntime#get looked up} is borrowed, perhaps made by another
 * JVM: {@code close()} leaves it alone.
 *
 * <p>Thread-safe. What the methods may be called on is said by the states; anything else is an {@link OciStateException}.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/runtime.md#lifecycle">runtime.md: Lifecycle</a>
 */
public final class OciContainer implements AutoCloseable {
    private static final Duration FREEZE = Duration.ofSeconds(10);

    private final String id;
    private final Path bundle;
    private volatile OciConfig config;
    private final @Nullable LinuxProcess process;
    private final ContainerCgroup cgroup;
    private final @Nullable StateDirectory directory;
    private final @Nullable ContainerLife life;
    private final @Nullable Attachment attachment;
    private final Instant created = Instant.now();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean owned;

    private OciContainer(
            String id,
            Path bundle,
            OciConfig config,
            @Nullable LinuxProcess process,
            ContainerCgroup cgroup,
            @Nullable StateDirectory directory,
            @Nullable Attachment attachment) {
        this.attachment = attachment;
        this.id = id;
        this.bundle = bundle;
        this.config = config;
        this.process = process;
        this.cgroup = cgroup;
        this.directory = directory;
        this.life = directory == null ? null : new ContainerLife(directory, process);
        this.owned = process != null;
    }

    /** One of this JVM; without a directory no other one knows of it. */
    static OciContainer made(
            String id,
            OciBundle bundle,
            LinuxProcess process,
            ContainerCgroup cgroup,
            @Nullable StateDirectory directory,
            @Nullable Attachment attachment) {
        return new OciContainer(id, bundle.directory(), bundle.config(), process, cgroup, directory, attachment);
    }

    /** One that is in a state directory. */
    static OciContainer known(StateDirectory directory, KnownContainer known) throws IOException {
        ContainerCgroup cgroup = ContainerCgroup.open(known.stored());
        try {
            OciConfig config = readConfig(directory);
            return new OciContainer(directory.id(), known.stored().bundle(), config, null, cgroup, directory, null);
        } catch (IOException | RuntimeException e) {
            cgroup.close();
            throw e;
        }
    }

    static OciConfig readConfig(StateDirectory directory) throws IOException {
        return ConfigReader.read(directory.readConfig(), unknown -> {});
    }

    public String id() {
        return id;
    }

    /** Its config, as it was when it was made, with the limits that have been {@linkplain #update changed} through this handle. */
    public OciConfig config() {
        return config;
    }

    /**
     * The container's first process, with its streams; those of its terminal, where it has one.
     *
     * @throws IllegalStateException when it was started by another JVM
     */
    public LinuxProcess process() {
        if (process == null) throw new IllegalStateException(id + " is no child of this JVM");
        return process;
    }

    /** What it was given on its network; empty without {@link OciBundle#network}, or where another JVM made it. */
    public Optional<Attachment> attachment() {
        return Optional.ofNullable(attachment);
    }

    /** Its cgroup, with its limits and statistics; empty where this user can make none and no limit was asked for. */
    public Optional<Cgroup> cgroup() {
        return cgroup.cgroup();
    }

    /**
     * Its state now.
     *
     * @throws LinuxException {@code ENOENT} when it has been deleted
     */
    public OciState state() throws IOException {
        if (life != null) return life.look().current();
        LinuxProcess child = process();
        boolean alive = child.isAlive();
        OciStatus status = !alive ? OciStatus.STOPPED : cgroup.isFrozen() ? OciStatus.PAUSED : OciStatus.RUNNING;
        List<Path> directories = cgroup().map(Cgroup::directories).orElse(List.of());
        return new OciState(
                config.ociVersion(),
                id,
                status,
                alive ? OptionalLong.of(child.pid()) : OptionalLong.empty(),
                OptionalLong.empty(),
                bundle,
                bundle.resolve(config.root().path()).normalize(),
                created,
                StateRoot.uid(),
                config.annotations(),
                directories,
                List.of(),
                true,
                Optional.empty());
    }

    private ContainerLife life() {
        if (life != null) return life;
        throw new IllegalStateException(id + " is in no state directory: it was started by OciBundle.start");
    }

    /**
     * Lets the program of a {@linkplain OciRuntime#create created} container begin: its startContainer hooks, execve, its
     * poststart hooks. When one of them fails, the container is killed and removed, and its poststop hooks are run.
     *
     * @throws OciStateException when it is not created
     * @throws LinuxException why execve(2) failed; {@code ESRCH} when the network that it was created with has ended with its JVM
     * @throws IOException a hook's failure
     */
    public void start() throws IOException {
        life().start(config);
    }

    /** Sends a signal to the first process; false when it has ended. */
    public boolean kill(Signal signal) throws IOException {
        return kill(signal.number());
    }

    /** As above, with a number. */
    public boolean kill(int signal) throws IOException {
        if (life == null) return process().signal(signal);
        try {
            life.kill(signal);
            return true;
        } catch (OciStateException e) {
            if (e.from() == OciStatus.STOPPED) return false;
            throw e;
        }
    }

    /**
     * Sends a signal to every process of the container; those of one that has stopped may be left where it has no pid namespace
     * of its own. KILL reaches also those of a paused container, and those that fork faster than they are signalled; when this
     * returns, none is left.
     *
     * @throws LinuxException {@code ENOENT} when it has no cgroup; {@code ETIMEDOUT} when some do not die of KILL within 10 seconds
     *     (uninterruptible sleep); {@code EAGAIN} when another signal still finds new ones after ten passes
     */
    public void killAll(Signal signal) throws LinuxException {
        Cgroup all = needCgroup("signal all processes of");
        if (signal.number() == Signal.KILL.number()) ContainerProcesses.killAll(all);
        else ContainerProcesses.signalAll(all, signal.number());
    }

    /** Waits until the first process, a child of this JVM, has ended. */
    public ExitStatus waitFor() throws InterruptedException {
        return process().waitForStatus();
    }

    /**
     * Completes when the first process has ended: with how, where it was started by this JVM; nobody else is told that.
     *
     * @throws IOException when it cannot be watched
     */
    public CompletableFuture<Optional<ExitStatus>> onExit() throws IOException {
        if (process != null) return process.onExitStatus().thenApply(Optional::of);
        Optional<PidFd> fd = Optional.empty();
        var identity = life().look().process();
        if (identity.isPresent()) fd = identity.get().open();
        if (fd.isEmpty()) return CompletableFuture.completedFuture(Optional.empty());
        return ExitWatch.of(id, fd.get());
    }

    /**
     * Starts another process in the container: in all of its namespaces and its cgroup, with the rights that {@code program}
     * says. {@code config().process()} is a good beginning for it. What it does not say of capabilities, AppArmor profile, SELinux
     * label, rlimits, oomScoreAdj, scheduler, I/O priority and CPUs is the container's, so that it is confined like the container; {@link
     * io.jlinux.oci.spec.OciCapabilities#NONE} is none.
     *
     * <p>The new process shares no memory with this JVM when it enters, and cannot be looked into from inside.
     *
     * @throws OciStateException when the container has stopped or is paused
     * @throws io.jlinux.oci.spec.OciConfigException for a property that is not supported
     * @throws io.jlinux.spawn.SpawnException when a step of the process failed; nothing is left of it
     */
    public LinuxProcess exec(OciProcess program, ContainerOptions options) throws IOException {
        return new ContainerExec(config, cgroup).exec(id, state(), program, options);
    }

    /**
     * Stops all of its processes where they are.
     *
     * @throws OciStateException when it does not run
     * @throws LinuxException {@code ETIMEDOUT} when one does not stand still within 10 seconds: all run on then; {@code
     *     ENOENT} when it has no cgroup
     */
    public void pause() throws IOException {
        change(Transitions.PAUSE, () -> needCgroup("pause").freeze(FREEZE));
    }

    /** Lets them run on. */
    public void resume() throws IOException {
        change(Transitions.RESUME, () -> needCgroup("resume").thaw());
    }

    /**
     * Changes the limits that {@code resources} has, and leaves the others; all or none. The config that is kept of it says so. Where two
     * limits are set together (quota and period; memory, and memory with swap), the one that is not named stays the container's; of swap the
     * amount stays, see {@link OciResources#with}.
     *
     * @throws io.jlinux.oci.spec.OciConfigException for a property that is not supported, or limits that contradict those that stay
     * @throws LinuxException where a limit cannot be enforced
     */
    public void update(OciResources resources) throws IOException {
        change(Transitions.UPDATE, () -> {
            needCgroup("update");
            // another handle, perhaps of another JVM, may have changed them meanwhile
            OciConfig before = directory == null ? config : readConfig(directory);
            OciResources all = before.linux().resources().with(resources);
            OciConfig after = before.editLinux(linux -> linux.resources(all));
            // one that contradicts itself could not be read again
            after.validated();
            StateDirectory known = directory;
            if (known == null) {
                cgroup.update(before, resources, () -> {});
            } else {
                try {
                    known.draftConfig(ConfigWriter.write(after));
                    cgroup.update(before, resources, known::commitConfig);
                } catch (IOException | RuntimeException e) {
                    known.discardConfig();
                    throw e;
                }
            }
            config = after;
        });
    }

    @FunctionalInterface
    private interface Change {
        void run() throws IOException;
    }

    private void change(Transitions transition, Change change) throws IOException {
        if (life != null) {
            life.locked(transition, known -> change.run());
            return;
        }
        transition.check(id, state().status());
        change.run();
    }

    private Cgroup needCgroup(String operation) throws LinuxException {
        Optional<Cgroup> c = cgroup();
        if (c.isPresent()) return c.get();
        throw new LinuxException(
                operation,
                "container " + id,
                Errno.ENOENT.number(),
                null,
                "it has no cgroup: this user may make none. Delegate one to it");
    }

    /** The pids of all of its processes, as this JVM's pid namespace sees them. Without a cgroup, that of the first one. */
    public List<Long> processes() throws IOException {
        if (cgroup().isPresent()) return ContainerProcesses.of(cgroup().get());
        OptionalLong pid = state().pid();
        return pid.isPresent() ? List.of(pid.getAsLong()) : List.of();
    }

    /**
     * Its statistics, as {@code runc events --stats} prints them.
     *
     * @throws LinuxException {@code ENOENT} when it has no cgroup
     */
    public OciStats stats() throws LinuxException {
        return StatsReader.read(id, needCgroup("read statistics of"));
    }

    /**
     * Calls {@code listener} whenever processes of the container were killed for want of memory, until it is closed or the
     * container is gone.
     *
     * @throws LinuxException where there is no cgroup, or no memory controller
     */
    public Subscription onOutOfMemory(Consumer<? super CgroupEvent> listener) throws LinuxException {
        return needCgroup("watch").watch().onEvent(EnumSet.of(CgroupEvent.Kind.OOM_KILL), event -> {
            if (event.kind() == CgroupEvent.Kind.OOM_KILL) listener.accept(event);
        });
    }

    /**
     * Removes a container that has stopped, and then runs its poststop hooks, whose failures are only logged.
     *
     * @throws OciStateException when it has not stopped
     */
    public void delete() throws IOException {
        life().delete(false, Optional.of(config));
    }

    /** Kills it first, whatever state it is in, and removes it also when it was made only in part. */
    public void deleteByForce() throws IOException {
        life().delete(true, Optional.of(config));
    }

    /**
     * Gives the container away: it is left alone from here on, and may outlive this JVM. This handle is closed; {@link
     * OciRuntime#get} gives another one. Its end is taken notice of as long as this JVM, its parent, lives.
     *
     * @throws IllegalStateException when it runs on a network that ends with this JVM: {@link OciBundle#network(io.jlinux.net.rootless.RootlessNetwork)}
     */
    public void detach() throws IOException {
        life();
        if (attachment != null) attachment.detach();
        owned = false;
        cgroup.detach();
        cgroup.close();
    }

    /**
     * Of an owned one kills what is left of it, and removes it with its cgroup and its state; of a borrowed one only lets go.
     *
     * @throws IOException when the cgroup or the state cannot be removed
     */
    @Override
    public void close() throws IOException {
        if (owned && process != null) end(process);
        try {
            if (owned && attachment != null) attachment.close();
        } finally {
            // by its open descriptors, which is quicker than to find it again by its state
            cgroup.close();
        }
        if (owned && life != null) deleteIfThere(life);
        if (!closed.compareAndSet(false, true) || life != null) return;
        RunningIds.release(id);
        StartWork.forget(config, id);
    }

    private void end(LinuxProcess own) throws LinuxException {
        if (cgroup.holdsTheDying() && own.isAlive()) {
            own.signal(Signal.KILL.number());
            needCgroup("close").thaw();
        }
        own.close();
    }

    private void deleteIfThere(ContainerLife known) throws IOException {
        try {
            known.forget(config);
        } catch (LinuxException e) {
            if (e.errno() != Errno.ENOENT) throw e;
        }
    }

    @Override
    public String toString() {
        return "container " + id + (process == null ? "" : ", " + process);
    }
}
