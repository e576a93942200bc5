package io.jlinux.oci;

import io.jlinux.oci.run.ContainerCgroup;
import io.jlinux.oci.run.HookKind;
import io.jlinux.oci.run.HookRunner;
import io.jlinux.oci.run.KnownContainer;
import io.jlinux.oci.run.TerminalStreams;
import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.oci.spec.OciHooks;
import io.jlinux.oci.spec.OciState;
import io.jlinux.oci.spec.OciStateException;
import io.jlinux.oci.state.StateDirectory;
import io.jlinux.oci.state.StateLock;
import io.jlinux.oci.state.StateRoot;
import io.jlinux.spawn.Spawn;
import io.jlinux.spawn.SpawnException;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Signal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Containers that a state directory knows: made by this JVM or another one, they can be looked up, started, signalled and
 * removed by any, and they outlive the JVM that made them.
 *
 * <pre>{@code
 * OciRuntime runtime = OciRuntime.standard();
 * runtime.create("web-1", OciBundle.load(Path.of("/bundles/web")), ContainerOptions.DEFAULT).detach();
 * try (OciContainer web = runtime.get("web-1")) {            // here, or in another JVM
 *     web.start();
 *     web.kill(Signal.TERM);
 *     web.onExit().join();
 * }
 * runtime.delete("web-1");
 * }</pre>
 *
 * <p>Immutable and thread-safe; operations on one container wait for one another, in other processes too.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/runtime.md">runtime-spec: runtime.md</a>
 */
public final class OciRuntime {

    private final StateRoot root;
    private final int broken;
    private final @Nullable Consumer<Spawn> child;
    private final boolean systemd;
    private final @Nullable Consumer<String> seen;

    private OciRuntime(StateRoot root, int broken) {
        this(root, broken, null, false, null);
    }

    private OciRuntime(
            StateRoot root,
            int broken,
            @Nullable Consumer<Spawn> child,
            boolean systemd,
            @Nullable Consumer<String> seen) {
        this.seen = seen;
        this.systemd = systemd;
        this.root = root;
        this.broken = broken;
        this.child = child;
    }

    /** The same, whose operations fail at one of their steps. For tests of what a failure leaves behind. */
    OciRuntime breakStep(int step) {
        return new OciRuntime(root, step, child, systemd, seen);
    }

    /** The same, which shows the process of a container before it is started. For tests that break one of its steps. */
    OciRuntime showChild(Consumer<Spawn> seam) {
        return new OciRuntime(root, broken, seam, systemd, seen);
    }

    /** The same, which tells each step of an operation before it begins. For tests that are killed there. */
    OciRuntime tellSteps(Consumer<String> to) {
        return new OciRuntime(root, broken, child, systemd, to);
    }

    private LifeSteps steps(String id) {
        return new LifeSteps(id, broken, child).tell(seen);
    }

    /**
     * With the state directory {@code /run/jlinux}, or {@code $XDG_RUNTIME_DIR/jlinux} for an ordinary user, also one who is root of
     * a user namespace: there unless {@code $USER} is root. Without either it is {@code jlinux-UID} in {@code java.io.tmpdir}.
     *
     * <p>A directory that is not this user's own, a symbolic link, or one that others may write to is refused by each operation, with {@code
     * EPERM}: in {@code /tmp} anybody can make it first, and what its files say is done with this user's rights.
     */
    public static OciRuntime standard() {
        return new OciRuntime(StateRoot.standard(), -1);
    }

    /**
     * With another state directory, made when it is needed; a tmpfs is best, since no state survives a reboot.
     *
     * <p>Whoever can write to it can have a hook run with the rights of this process. So each operation refuses it, with {@code EPERM}, when it
     * belongs to another user than this one and root, or when everybody may write to it, with the sticky bit or without. A group may write to
     * it; and it may be a symbolic link, if that is this user's or root's. The directories above it are not looked at: those of another user
     * are no place for it, nor is one where everybody may rename it.
     */
    public static OciRuntime at(Path root) {
        return new OciRuntime(StateRoot.chosen(root), -1);
    }

    /**
     * The same, whose new containers get their cgroup from systemd, as on hosts whose engines manage cgroups by it: a transient scope
     * with the limits as its properties, of the system's manager, or for an ordinary user and in a user namespace of that user's own.
     * {@code cgroupsPath} is {@code SLICE:PREFIX:NAME} then, for the unit {@code PREFIX-NAME.scope}; without it the scope is {@code
     * runc-ID.scope} in {@code system.slice}, or {@code user.slice}. Everything else finds by a container's state who made its cgroup.
     *
     * <p>Needs cgroup v2 and the optional libraries {@code com.github.hypfvieh:dbus-java-core} and {@code
     * dbus-java-transport-native-unixsocket}; on the module path the module {@code org.freedesktop.dbus} has to be added. Where they
     * are missing, or systemd does not run, {@link #create} says so.
     *
     * @see io.jlinux.cgroup.systemd
     */
    public OciRuntime withSystemdCgroups() {
        return new OciRuntime(root, broken, child, true, seen);
    }

    /** The state directory. */
    public Path root() {
        return root.path();
    }

    /**
     * Makes a container whose program waits to be started. Everything else is done: its namespaces, mounts, limits and rights,
     * and its hooks prestart, createRuntime and createContainer.
     *
     * @param id of letters, digits and {@code _+.-}, not in use
     * @return owned: closing it removes it, unless it is {@linkplain OciContainer#detach() given away}
     * @throws OciConfigException for a property that is not supported, or a root that is no directory; nothing has happened
     * @throws SpawnException when a step of the container's process failed, which includes a program that is not there
     * @throws LinuxException {@code EEXIST} when the id is in use; where a limit cannot be enforced
     * @throws IOException a hook's failure, or the state directory's; nothing is left, as after all of the others
     */
    public OciContainer create(String id, OciBundle bundle, ContainerOptions options) throws IOException {
        ContainerId.check(id);
        return new ContainerCreation(root, id, bundle, options, true, false, systemd, steps(id)).create();
    }

    /**
     * Makes a container and starts it: as {@link #create} and {@link OciContainer#start}, and quicker.
     *
     * @return owned, as of {@link #create}
     * @throws IOException as these two
     */
    public OciContainer start(String id, OciBundle bundle, ContainerOptions options) throws IOException {
        ContainerId.check(id);
        OciHooks hooks = bundle.config().hooks();
        boolean waits = !hooks.startContainer().isEmpty();
        OciContainer container =
                new ContainerCreation(root, id, bundle, options, waits, true, systemd, steps(id)).create();
        try {
            if (waits) container.start();
            else if (!hooks.poststart().isEmpty()) poststart(container, hooks);
            return container;
        } catch (IOException | RuntimeException e) {
            try {
                container.close();
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    private static void poststart(OciContainer container, OciHooks hooks) throws IOException {
        try (ContainerCgroup none = ContainerCgroup.none()) {
            new HookRunner(hooks, none).run(HookKind.POSTSTART, container.state());
        }
    }

    /**
     * Runs a container on the standard streams of this JVM, waits for its end and removes it.
     *
     * @return the exit code of its first process, or 128 + the signal that killed it
     * @throws IOException as {@link #start}
     * @throws InterruptedException when interrupted; the container has been killed and removed
     */
    public int run(String id, OciBundle bundle) throws IOException, InterruptedException {
        try (OciContainer container = start(id, bundle, ContainerOptions.DEFAULT)) {
            if (bundle.process().terminal()) TerminalStreams.connect(container.process());
            return bundle.await(container).shellCode();
        }
    }

    /**
     * A container that is there; borrowed.
     *
     * @throws LinuxException {@code ENOENT} when there is none of this id
     */
    public OciContainer get(String id) throws IOException {
        StateDirectory directory = directory(id);
        return OciContainer.known(directory, look(directory));
    }

    /** The ids of all containers, sorted; also of those that were made only in part. */
    public List<String> ids() throws IOException {
        return root.ids();
    }

    /** The states of all containers, by their ids. Those of which nothing was written yet are not among them. */
    public List<OciState> list() throws IOException {
        return ContainerList.states(root);
    }

    /**
     * The state of a container.
     *
     * @throws LinuxException {@code ENOENT} when there is none of this id
     */
    public OciState state(String id) throws IOException {
        return look(directory(id)).current();
    }

    private static KnownContainer look(StateDirectory directory) throws IOException {
        return KnownContainer.look(directory, false).orElseThrow(() -> StateLock.missing(directory));
    }

    /** As {@link OciContainer#start()}. */
    public void start(String id) throws IOException {
        StateDirectory directory = directory(id);
        if (!directory.exists()) throw StateLock.missing(directory);
        life(id).start(OciContainer.readConfig(directory));
    }

    /**
     * Sends a signal to the first process of a container.
     *
     * @throws OciStateException when it has stopped
     * @throws LinuxException {@code ENOENT} when there is none of this id
     */
    public void kill(String id, Signal signal) throws IOException {
        kill(id, signal.number());
    }

    /** As above, with a number. */
    public void kill(String id, int signal) throws IOException {
        life(id).kill(signal);
    }

    /**
     * Removes a container that has stopped, and then runs its poststop hooks, whose failures are only logged.
     *
     * @throws OciStateException when it has not stopped
     * @throws LinuxException {@code ENOENT} when there is none of this id
     */
    public void delete(String id) throws IOException {
        life(id).delete(false, Optional.empty());
    }

    /**
     * Kills a container, whatever state it is in, and removes it, also when it was made only in part: by a JVM that was killed
     * while it made it. One that is not there is no error.
     */
    public void deleteByForce(String id) throws IOException {
        try {
            life(id).delete(true, Optional.empty());
        } catch (LinuxException e) {
            if (e.errno() != Errno.ENOENT) throw e;
        }
    }

    /**
     * Not supported: JLinux neither writes nor reads images of running processes. CRIU does.
     *
     * @throws UnsupportedOperationException always
     */
    @SuppressWarnings("DoNotCallSuggester") // a command line has these commands, and says the same
    public void checkpoint(String id) {
        throw noImages("checkpoint container " + id);
    }

    /**
     * Not supported, as {@link #checkpoint}.
     *
     * @throws UnsupportedOperationException always
     */
    @SuppressWarnings("DoNotCallSuggester") // a command line has these commands, and says the same
    public void restore(String id) {
        throw noImages("restore container " + id);
    }

    private static UnsupportedOperationException noImages(String what) {
        return new UnsupportedOperationException(
                "cannot " + what + ": checkpoint and restore are not part of JLinux; criu(8) does it");
    }

    private StateDirectory directory(String id) throws IOException {
        ContainerId.check(id);
        return root.directory(id);
    }

    private ContainerLife life(String id) throws IOException {
        return new ContainerLife(directory(id), null, steps(id));
    }

    @Override
    public String toString() {
        return "containers in " + root.path();
    }
}
