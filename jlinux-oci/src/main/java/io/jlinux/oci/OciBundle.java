package io.jlinux.oci;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NetworkNamespacePool;
import io.jlinux.oci.run.CgroupMounts;
import io.jlinux.oci.run.ContainerCgroup;
import io.jlinux.oci.run.HostSupport;
import io.jlinux.oci.run.JoinedNamespaces;
import io.jlinux.oci.run.RunningIds;
import io.jlinux.oci.run.SeccompAgent;
import io.jlinux.oci.run.SpawnPlanner;
import io.jlinux.oci.run.StartWork;
import io.jlinux.oci.run.TerminalStreams;
import io.jlinux.oci.spec.ConfigReader;
import io.jlinux.oci.spec.ConfigWriter;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.oci.spec.OciHooks;
import io.jlinux.oci.spec.OciProcess;
import io.jlinux.oci.spec.Unsupported;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.spawn.SpawnException;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An OCI bundle: a directory with a {@code config.json} and a root filesystem, which can be run as a container.
 *
 * <pre>{@code
 * int code = OciBundle.load(Path.of("/bundles/redis")).run("redis-1");
 * }</pre>
 *
 * <p>Immutable; may run any number of containers at once, each under an id of its own.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/bundle.md">runtime-spec: bundle.md</a>
 */
public final class OciBundle {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_+.-]+");

    private final Path directory;
    private final OciConfig config;
    private final Optional<NetworkNamespacePool> networks;
    private volatile boolean supported;
    private volatile byte @Nullable [] json;

    private OciBundle(
            Path directory, OciConfig config, Optional<NetworkNamespacePool> networks, byte @Nullable [] json) {
        this.directory = directory;
        this.config = config;
        this.networks = networks;
        this.json = json;
    }

    /**
     * Reads and checks the {@code config.json} of a bundle. Later changes of the file have no effect.
     *
     * @throws IOException when it cannot be read
     * @throws OciConfigException when it is not valid, naming the property by its JSON pointer
     */
    public static OciBundle load(Path directory) throws IOException {
        byte[] json = ConfigReader.readBytes(directory.resolve("config.json"));
        OciConfig config = ConfigReader.read(json);
        return new OciBundle(checked(directory), config, Optional.empty(), json);
    }

    /**
     * A bundle whose config is made in Java instead of read; relative paths in it relate to {@code directory}.
     *
     * @throws OciConfigException when it is not valid
     * @throws IllegalArgumentException when {@code directory} is none
     */
    public static OciBundle of(Path directory, OciConfig config) {
        return new OciBundle(checked(directory), config.validated(), Optional.empty(), null);
    }

    private static Path checked(Path directory) {
        if (!Files.isDirectory(directory)) throw new IllegalArgumentException("not a directory: " + directory);
        return directory.toAbsolutePath().normalize();
    }

    /**
     * This bundle, with containers that take their network namespace from {@code pool} instead of making it, where the config
     * asks for a new one; {@code lo} is up in it as always. With a network namespace by path, or the host's, the pool is not
     * used. The pool stays the caller's, and must be open when a container starts.
     *
     * @throws OciConfigException for a new network namespace together with a user namespace: that one's root would have
     *     no rights over a namespace that was made before it
     */
    public OciBundle networkFrom(NetworkNamespacePool pool) {
        if (makesNetwork() && config.namespace(Namespace.USER).isPresent()) {
            throw new OciConfigException(
                    "/linux/namespaces",
                    "has a user namespace, which must own the container's network"
                            + " namespace: it cannot come from a pool of this JVM's own");
        }
        return new OciBundle(directory, config, Optional.of(pool), json);
    }

    private boolean makesNetwork() {
        return config.namespace(Namespace.NET).filter(n -> n.path().isEmpty()).isPresent();
    }

    public Path directory() {
        return directory;
    }

    public OciConfig config() {
        return config;
    }

    /**
     * Runs the container on the standard streams of this JVM, waits for its end and removes it.
     *
     * <p>With {@code process.terminal}, the container has a terminal of its own, which is connected with these streams.
     *
     * @param id of letters, digits and {@code _+.-}, not in use
     * @return the exit code of its first process, or 128 + the signal that killed it
     * @throws OciConfigException as {@link #start}
     * @throws SpawnException as {@link #start}
     * @throws IOException as {@link #start}
     * @throws InterruptedException when interrupted; the container has been killed and removed
     */
    public int run(String id) throws IOException, InterruptedException {
        try (OciContainer container = start(id, ContainerIo.inherit())) {
            if (hasTerminal()) TerminalStreams.connect(container.process());
            return container.waitFor().shellCode();
        }
    }

    /**
     * Starts the container, and returns when its program has begun.
     *
     * @param id of letters, digits and {@code _+.-}, not in use
     * @param io its standard streams; not used with {@code process.terminal}
     * @throws OciConfigException for a property that is not supported, or a root that is no directory; nothing has
     *     happened
     * @throws SpawnException when a step of the container's process failed before its program began; nothing is left
     * @throws IOException when its cgroup cannot be made or a limit not be enforced, or the id is in use; nothing is left
     */
    public OciContainer start(String id, ContainerIo io) throws IOException {
        checkId(id);
        // hooks are told a state, which somebody may want to look up
        if (!config.hooks().equals(OciHooks.NONE)) {
            return OciRuntime.standard().start(id, this, ContainerOptions.of(io));
        }
        check();
        HostSupport.check(config);
        RunningIds.take(id);
        try {
            return startAs(id, io);
        } catch (IOException | RuntimeException e) {
            RunningIds.release(id);
            throw e;
        }
    }

    private OciContainer startAs(String id, ContainerIo io) throws IOException {
        ContainerCgroup cgroup = ContainerCgroup.create(config, id);
        try (JoinedNamespaces joined = JoinedNamespaces.open(config);
                StartWork work = StartWork.of(config, directory, id)) {
            Spawn spawn = planner(cgroup.cgroup()).plan();
            joined.join(spawn);
            cgroup.place(spawn);
            if (work.isNeeded()) spawn.beforeRoot(work::runOrUndo);
            if (!hasTerminal()) spawn.stdin(io.stdin()).stdout(io.stdout()).stderr(io.stderr());
            LinuxProcess process = work.guard(spawn::start);
            OciContainer container = OciContainer.made(id, this, process, cgroup, null);
            tellAgent(container, work);
            return container;
        } catch (IOException | RuntimeException e) {
            closeAfter(cgroup, e);
            throw e;
        }
    }

    private void tellAgent(OciContainer container, StartWork work) throws IOException {
        if (container.process().seccompListener().isEmpty()) return;
        try {
            SeccompAgent.tell(config, container.process(), container.state());
        } catch (IOException | RuntimeException e) {
            work.undo(e);
            container.process().close();
            container.process().removeMountPoints();
            throw e;
        }
    }

    /**
     * Makes a container whose program waits for {@link OciContainer#start()}, in the standard state directory: {@code
     * OciRuntime.standard().create(id, this, ContainerOptions.DEFAULT)}.
     *
     * @throws IOException as {@link OciRuntime#create}
     */
    public OciContainer create(String id) throws IOException {
        return OciRuntime.standard().create(id, this, ContainerOptions.DEFAULT);
    }

    /**
     * What the container's process will do, one line a system call. Nothing is made; the cgroup and its mounts, which
     * depend on it, are not in it.
     *
     * @throws OciConfigException as {@link #start}
     * @throws LinuxException when something that the start needs to open cannot be opened
     */
    public List<String> explain() throws LinuxException {
        refuseUnsupported();
        try (JoinedNamespaces joined = JoinedNamespaces.open(config)) {
            Spawn spawn = planner(Optional.empty()).plan();
            joined.join(spawn);
            return spawn.explain();
        }
    }

    /** Once: a config does not change, and a bundle may be run a thousand times. */
    private void refuseUnsupported() {
        if (supported) return;
        Unsupported.refuse(config);
        supported = true;
    }

    /** Refuses what cannot be made, before anything is. */
    void check() {
        refuseUnsupported();
        checkRoot();
    }

    OciProcess process() {
        return config.process().orElseThrow(() -> new OciConfigException("/process", "is needed to run a container"));
    }

    /** The absolute path of the root. */
    Path root() {
        return directory.resolve(config.root().path()).normalize();
    }

    /** The config as it was read, or as it would be written. */
    byte[] json() {
        byte[] text = json;
        if (text == null) {
            text = ConfigWriter.write(config);
            json = text;
        }
        return text;
    }

    SpawnPlanner planner(Optional<Cgroup> cgroup) throws LinuxException {
        // a device of the host is moved into the namespace of the process itself
        boolean own = !config.linux().netDevices().isEmpty();
        return new SpawnPlanner(config, directory, CgroupMounts.of(cgroup), own ? Optional.empty() : networks);
    }

    private boolean hasTerminal() {
        return config.process().map(OciProcess::terminal).orElse(false);
    }

    private void checkRoot() {
        Path root = root();
        if (!Files.isDirectory(root)) throw new OciConfigException("/root/path", "is not a directory: " + root);
    }

    static void checkId(String id) {
        if (!ID.matcher(id).matches() || id.equals(".") || id.equals("..") || id.length() > 200) {
            throw new IllegalArgumentException("a container's id is of letters, digits and _+.-, not: " + id);
        }
    }

    private static void closeAfter(ContainerCgroup cgroup, Exception cause) {
        try {
            cgroup.close();
        } catch (LinuxException e) {
            cause.addSuppressed(e);
        }
    }

    @Override
    public String toString() {
        return "bundle " + directory;
    }
}
