package io.jlinux.oci;

import io.jlinux.oci.run.ContainerCgroup;
import io.jlinux.oci.run.HookKind;
import io.jlinux.oci.run.HookRunner;
import io.jlinux.oci.run.KnownContainer;
import io.jlinux.oci.run.MissingTargets;
import io.jlinux.oci.run.PlannedCgroup;
import io.jlinux.oci.run.StartWork;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciState;
import io.jlinux.oci.spec.OciStatus;
import io.jlinux.oci.state.DamagedStateException;
import io.jlinux.oci.state.StateDirectory;
import io.jlinux.oci.state.StateLock;
import io.jlinux.oci.state.StateRoot;
import io.jlinux.oci.state.Transitions;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.PidFd;
import io.jlinux.sys.ProcessIdentity;
import io.jlinux.sys.Signal;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Start, kill and delete of a container that a state directory knows, whoever made it. */
final class ContainerLife {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerLife.class);
    static final Duration LOCK = Duration.ofSeconds(30);
    private static final Duration EXECVE = Duration.ofSeconds(30);
    private static final Duration BUSY = Duration.ofMillis(500);
    private static final Duration END = Duration.ofSeconds(10);

    private final StateDirectory directory;
    private final @Nullable LinuxProcess child;
    private final LifeSteps steps;

    /**
     * A container.
     *
     * @param child its process, where this JVM started it
     */
    ContainerLife(StateDirectory directory, @Nullable LinuxProcess child) {
        this(directory, child, new LifeSteps(directory.id(), -1));
    }

    ContainerLife(StateDirectory directory, @Nullable LinuxProcess child, LifeSteps steps) {
        this.directory = directory;
        this.child = child;
        this.steps = steps;
    }

    /** What is known of it now. */
    KnownContainer look() throws IOException {
        return KnownContainer.look(directory, false).orElseThrow(() -> StateLock.missing(directory));
    }

    private KnownContainer lookLocked() throws IOException {
        return KnownContainer.look(directory, true).orElseThrow(() -> StateLock.missing(directory));
    }

    /** Something that needs the lock. */
    @FunctionalInterface
    interface Work {
        void run(KnownContainer container) throws IOException;
    }

    /** Does something while nobody else can, if the state allows it. */
    void locked(Transitions transition, Work work) throws IOException {
        try (StateLock lock = StateLock.take(directory, LOCK)) {
            KnownContainer known = lookLocked();
            transition.check(directory.id(), known.status());
            work.run(known);
        }
    }

    void start(OciConfig config) throws IOException {
        String program = config.process().orElseThrow().args().get(0);
        Exception failure = null;
        OciState stored = null;
        try (StateLock lock = StateLock.take(directory, LOCK)) {
            KnownContainer known = lookLocked();
            Transitions.START.check(directory.id(), known.status());
            stored = known.stored();
            try {
                start(config, stored, program);
                return;
            } catch (IOException | RuntimeException e) {
                failure = e;
                try {
                    destroy(known, Optional.of(config));
                } catch (IOException suppressed) {
                    e.addSuppressed(suppressed);
                }
            }
        }
        poststop(config, stored);
        if (failure instanceof RuntimeException e) throw e;
        throw (IOException) failure;
    }

    private void start(OciConfig config, OciState stored, String program) throws IOException {
        try (ContainerCgroup cgroup = steps.make("open the cgroup of", () -> ContainerCgroup.open(stored))) {
            NetworkNote.checkThere(directory);
            HookRunner hooks = new HookRunner(config.hooks(), cgroup);
            OciState created = stored.withStatus(OciStatus.CREATED);
            steps.step("run the startContainer hooks of", () -> hooks.run(HookKind.START_CONTAINER, created));
            steps.step("open the gate of", () -> directory.gate().open(program, EXECVE));
            OciState running = stored.withStatus(OciStatus.RUNNING);
            steps.step("write the state of", () -> directory.write(running));
            directory.gate().remove();
            steps.step("run the poststart hooks of", () -> hooks.run(HookKind.POSTSTART, running));
        }
    }

    /** Sends a signal to the first process. */
    void kill(int signal) throws IOException {
        KnownContainer known = look();
        Transitions.KILL.check(directory.id(), known.status());
        Optional<ProcessIdentity> process = known.process();
        Optional<PidFd> fd =
                process.isEmpty() ? Optional.empty() : process.get().open();
        boolean sent = false;
        if (fd.isPresent()) {
            try (PidFd target = fd.get()) {
                sent = send(signal, target);
            }
        }
        if (!sent) {
            Transitions.KILL.check(directory.id(), OciStatus.STOPPED);
            return;
        }
        // on v1 a frozen process dies when it is thawed
        if (signal == Signal.KILL.number() && known.status() == OciStatus.PAUSED) thaw(known);
    }

    /** Returns false for a process that has ended since it was looked for, and was waited for. */
    private static boolean send(int signal, PidFd to) throws LinuxException {
        try {
            to.send(signal);
            return true;
        } catch (LinuxException e) {
            if (e.errno() != Errno.ESRCH) throw e;
            return false;
        }
    }

    private static void thaw(KnownContainer known) throws IOException {
        try (ContainerCgroup cgroup = ContainerCgroup.open(known.stored())) {
            if (cgroup.cgroup().isPresent()) cgroup.cgroup().get().thaw();
        }
    }

    /**
     * Removes what is there of it, and runs its poststop hooks.
     *
     * @param force whether it is killed first, and whatever is only made in part is removed
     * @param given its config, where the caller has it
     */
    void delete(boolean force, Optional<OciConfig> given) throws IOException {
        Optional<KnownContainer> known;
        Optional<OciConfig> config;
        try (StateLock lock = force ? takeByForce() : StateLock.take(directory, LOCK)) {
            config = given.isPresent() ? given : config();
            known = force ? lookOrGuess(config) : KnownContainer.look(directory, true);
            if (!force) {
                OciStatus status = known.map(KnownContainer::status).orElse(OciStatus.STOPPED);
                Transitions.DELETE.check(directory.id(), status);
            }
            if (known.isPresent()) destroy(known.get(), config);
            else directory.delete();
        }
        if (known.isPresent() && config.isPresent()) {
            poststop(config.get(), known.get().stored());
        }
    }

    /**
     * What is known of one whose state cannot be read any more: where its cgroup is, by its config. What is in that is killed, and it is
     * removed like any other; a process that is in no cgroup is not found.
     */
    private Optional<KnownContainer> lookOrGuess(Optional<OciConfig> config) throws IOException {
        try {
            return KnownContainer.look(directory, true);
        } catch (DamagedStateException e) {
            LOG.warn("{}; it is removed by what its config says", e.getMessage());
            if (config.isEmpty()) return Optional.empty();
            return Optional.of(KnownContainer.guess(directory, config.get()));
        }
    }

    /** Removes the state of one whose process has ended and whose cgroup is gone, and runs its poststop hooks. */
    void forget(OciConfig config) throws IOException {
        Optional<OciState> stored = Optional.empty();
        try (StateLock lock = takeByForce()) {
            // nobody is told it without hooks
            if (!config.hooks().poststop().isEmpty()) stored = directory.read();
            StartWork.forget(config, directory.id());
            directory.delete();
        }
        stored.ifPresent(state -> poststop(config, state));
    }

    /** The config of one that was made in part may be missing; one that is there and cannot be read is missed by its hooks. */
    private Optional<OciConfig> config() {
        try {
            return Optional.of(OciContainer.readConfig(directory));
        } catch (LinuxException e) {
            if (e.errno() != Errno.ENOENT) warnOfConfig(e);
        } catch (IOException | RuntimeException e) {
            warnOfConfig(e);
        }
        return Optional.empty();
    }

    private void warnOfConfig(Exception e) {
        LOG.warn(
                "the config of container {} cannot be read: no poststop hooks are run, and its cgroup is known by its state alone",
                directory.id(),
                e);
    }

    /** Whoever makes or starts it, and takes long, fails when its process is killed. */
    private StateLock takeByForce() throws IOException {
        try {
            return StateLock.take(directory, BUSY);
        } catch (LinuxException e) {
            if (e.errno() != Errno.EBUSY) throw e;
        }
        Optional<KnownContainer> known = lookOrGuess(config());
        if (known.isPresent()) end(known.get());
        return StateLock.take(directory, LOCK);
    }

    /** Ends its process, and whatever else is in its cgroup, and removes the cgroup and the directory. */
    private void destroy(KnownContainer known, Optional<OciConfig> config) throws IOException {
        steps.step("kill", () -> end(known));
        steps.step("remove the cgroup of", () -> PlannedCgroup.destroy(known.stored()));
        if (config.isPresent()) StartWork.forget(config.get(), directory.id());
        removeTargets(known.stored());
        NetworkNote.settle(directory);
        steps.step("remove the state of", directory::delete);
    }

    /** What a start that was not finished has made on the host, unless another container is in that root by now. */
    private void removeTargets(OciState stored) throws IOException {
        Optional<byte[]> targets = directory.readTargets();
        if (targets.isEmpty()) return;
        boolean shared = ContainerList.states(root()).stream()
                .anyMatch(other ->
                        !other.id().equals(directory.id()) && other.rootfs().equals(stored.rootfs()));
        if (!shared) MissingTargets.read(targets.get()).remove();
    }

    private StateRoot root() {
        return StateRoot.chosen(Objects.requireNonNull(directory.path().getParent()));
    }

    private void end(KnownContainer known) throws IOException {
        Optional<ProcessIdentity> process = known.process();
        Optional<PidFd> fd =
                process.isEmpty() ? Optional.empty() : process.get().open();
        if (fd.isPresent()) {
            try (PidFd target = fd.get()) {
                send(Signal.KILL.number(), target);
                if (known.status() == OciStatus.PAUSED) thaw(known);
                ContainerProcesses.awaitEnd(target, END);
            }
        }
        // a child of this JVM leaves no zombie
        if (child != null && child.pid() == known.stored().pid().orElse(-1)) child.close();
    }

    private static void poststop(OciConfig config, OciState stored) {
        OciState stopped = stored.withStatus(OciStatus.STOPPED).withProcess(OptionalLong.empty(), OptionalLong.empty());
        new HookRunner(config.hooks(), ContainerCgroup.none()).runAll(HookKind.POSTSTOP, stopped);
    }
}
