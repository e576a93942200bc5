package io.jlinux.oci.run;

import io.jlinux.ns.ProcessNamespaces;
import io.jlinux.oci.spec.OciHook;
import io.jlinux.oci.spec.OciHookException;
import io.jlinux.oci.spec.OciHooks;
import io.jlinux.oci.spec.OciState;
import io.jlinux.oci.spec.StateWriter;
import io.jlinux.spawn.ExitStatus;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.spawn.Stdio;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.PidFd;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the hooks of one container: one after the other, each with the state on its stdin, until one fails. */
public final class HookRunner {
    private static final Logger LOG = LoggerFactory.getLogger(HookRunner.class);
    private static final int SHOWN = 2048;

    private final OciHooks hooks;
    private final ContainerCgroup cgroup;

    public HookRunner(OciHooks hooks, ContainerCgroup cgroup) {
        this.hooks = hooks;
        this.cgroup = cgroup;
    }

    /**
     * Runs all hooks of a kind.
     *
     * @param state with the pid, where the kind runs inside of the container
     * @throws OciHookException of the first that fails; those after it are not run
     */
    public void run(HookKind kind, OciState state) throws IOException {
        if (kind.of(hooks).isEmpty()) return;
        Optional<PidFd> process = Optional.empty();
        if (kind.inContainer) process = Optional.of(PidFd.open(state.pid().orElseThrow()));
        try {
            for (OciHook hook : kind.of(hooks)) run(kind, hook, state, process);
        } finally {
            process.ifPresent(PidFd::close);
        }
    }

    /** Runs all hooks of a kind; one that fails is only worth a warning. */
    public void runAll(HookKind kind, OciState state) {
        for (OciHook hook : kind.of(hooks)) {
            try {
                run(kind, hook, state, Optional.empty());
            } catch (IOException | RuntimeException e) {
                LOG.warn("container {}: {}", state.id(), e.getMessage());
            }
        }
    }

    private void run(HookKind kind, OciHook hook, OciState state, Optional<PidFd> process) throws IOException {
        try (MemoryFile stdin = MemoryFile.of("state", StateWriter.writeSpec(state));
                MemoryFile output = MemoryFile.create("output")) {
            Spawn spawn = spawn(kind, hook, state, process)
                    .stdin(Stdio.descriptor(stdin.fd()))
                    .stdout(Stdio.descriptor(output.fd()))
                    .stderr(Stdio.toStdout());
            try (LinuxProcess running = start(kind, hook, spawn)) {
                ExitStatus status = await(kind, hook, running);
                if (status.shellCode() == 0) return;
                String said = output.text(SHOWN);
                throw new OciHookException(
                        kind.jsonName, hook.path(), status + (said.isEmpty() ? "" : ", and said: " + said), null);
            }
        }
    }

    private Spawn spawn(HookKind kind, OciHook hook, OciState state, Optional<PidFd> process) throws LinuxException {
        Spawn spawn = hook.args().isEmpty() ? Spawn.command(hook.path()) : Spawn.command(hook.args());
        spawn.program(hook.path()).clearEnvironment().newSession();
        for (String variable : hook.env()) {
            int equals = variable.indexOf('=');
            spawn.env(variable.substring(0, equals), variable.substring(equals + 1));
        }
        if (process.isEmpty()) return spawn.directory(state.bundle().toString());
        // as if the container's process itself had forked it
        cgroup.place(spawn);
        spawn.join(ProcessNamespaces.all(process.get()));
        if (kind != HookKind.CREATE_CONTAINER) return spawn.directory("/");
        // its programs are the host's, and the container's root may be mounted over that of the host
        return spawn.rootOf(process.get()).directory(state.rootfs().toString());
    }

    private static LinuxProcess start(HookKind kind, OciHook hook, Spawn spawn) throws OciHookException {
        try {
            return spawn.start();
        } catch (IOException e) {
            throw new OciHookException(kind.jsonName, hook.path(), "cannot be run: " + e.getMessage(), e);
        }
    }

    private static ExitStatus await(HookKind kind, OciHook hook, LinuxProcess running) throws OciHookException {
        try {
            if (hook.timeout().isEmpty()) return running.waitForStatus();
            long seconds = hook.timeout().get().toSeconds();
            if (running.waitFor(seconds, TimeUnit.SECONDS)) return running.waitForStatus();
            throw new OciHookException(
                    kind.jsonName, hook.path(), "has not ended within " + seconds + " s, and was killed", null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OciHookException(kind.jsonName, hook.path(), "was interrupted, and killed", e);
        }
    }
}
