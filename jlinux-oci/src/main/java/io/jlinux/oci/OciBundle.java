package io.jlinux.oci;

import io.jlinux.mount.Rootfs;
import io.jlinux.ns.Namespace;
import io.jlinux.oci.run.HostSupport;
import io.jlinux.oci.run.PathObstacle;
import io.jlinux.oci.run.RunningIds;
import io.jlinux.oci.run.TerminalStreams;
import io.jlinux.oci.spec.ConfigReader;
import io.jlinux.oci.spec.ConfigWriter;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.oci.spec.OciHooks;
import io.jlinux.oci.spec.OciProcess;
import io.jlinux.oci.spec.Unsupported;
import io.jlinux.spawn.Capture;
import io.jlinux.spawn.ExitStatus;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Outcome;
import io.jlinux.spawn.RunLimits;
import io.jlinux.spawn.SpawnException;
import io.jlinux.spawn.Stdio;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What can be run as a container: an OCI bundle, which is a directory with a {@code config.json} and a root filesystem; or only a
 * root filesystem, with what it takes to run something in it.
 *
 * <pre>{@code
 * int code = OciBundle.load(Path.of("/bundles/redis")).run("redis-1");
 *
 * ContainerResult result = OciBundle.ofRootfs(Path.of("/srv/alpine"))      // or ofHost(): this machine's own programs
 *         .command("sh", "-c", "id; hostname")
 *         .memoryLimit(256L << 20).timeout(Duration.ofSeconds(10))
 *         .capture();
 * System.out.println(result.outcome() + ": " + result.out());
 * }</pre>
 *
 * <p>The second kind begins with what {@code runc spec} writes, for root and for an ordinary user alike (then in a user namespace):
 * all namespaces are the container's own, the network too; the root is read-only, {@code /tmp} is a tmpfs of 64 MiB; three
 * capabilities, no_new_privs. Each method changes one thing of that, in a changed copy; {@link #edit} changes anything.
 *
 * <p>{@link #explain} tells all that a start will do. Immutable; may run any number of containers at once, each under an id of its
 * own.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/bundle.md">runtime-spec: bundle.md</a>
 */
public final class OciBundle extends BundleSettings {
    private static final Logger LOG = LoggerFactory.getLogger(OciBundle.class);

    private static final Capture KEPT = Capture.headAndTail(1 << 20, 1 << 20);
    private static final AtomicLong COUNT = new AtomicLong();

    /** Of the same config. */
    final KeptStarts starts;

    private volatile byte @Nullable [] json;

    private OciBundle(Path directory, OciConfig config, BundleExtras extras, byte @Nullable [] json) {
        this(directory, config, extras, json, new KeptStarts());
    }

    private OciBundle(
            Path directory, OciConfig config, BundleExtras extras, byte @Nullable [] json, KeptStarts starts) {
        super(directory, config, extras);
        this.json = json;
        this.starts = starts;
    }

    /**
     * Reads and checks the {@code config.json} of a bundle. Later changes of the file have no effect.
     *
     * @throws IOException when it cannot be read
     * @throws OciConfigException when it is not valid, naming the property by its JSON pointer
     */
    public static OciBundle load(Path directory) throws IOException {
        byte[] json = readConfig(directory.resolve("config.json"));
        KnownConfigs.Known known = KnownConfigs.read(json);
        return new OciBundle(checked(directory), known.config(), BundleExtras.NONE, json, known.starts());
    }

    /**
     * A bundle whose config is made in Java instead of read; relative paths in it relate to {@code directory}.
     *
     * @throws OciConfigException when it is not valid
     * @throws IllegalArgumentException when {@code directory} is none
     */
    public static OciBundle of(Path directory, OciConfig config) {
        return new OciBundle(checked(directory), config.validated(), BundleExtras.NONE, null);
    }

    /**
     * A container whose root is this directory, for {@link #command} and whatever else it is to be. Directories that it mounts on
     * ({@code /proc}, {@code /dev}, {@code /sys}, {@code /tmp} …) are made in it where they are missing.
     */
    public static OciBundle ofRootfs(Path rootfs) {
        return of(Rootfs.directory(rootfs.toAbsolutePath().normalize()));
    }

    /** A container that sees this host's programs and libraries, read-only, and nothing else of it: {@link Rootfs#host()}. */
    public static OciBundle ofHost() {
        return of(Rootfs.host());
    }

    /** A container with any root, such as {@link Rootfs#overlay}, where what it writes is thrown away. */
    public static OciBundle of(Rootfs rootfs) {
        Path top = BundleRoot.onHost(rootfs);
        OciConfig config = BundleTemplates.forCaller().withRootPath(top.toString());
        boolean plain = rootfs instanceof Rootfs.Directory d && !d.entersByChroot();
        return new OciBundle(top, config, plain ? BundleExtras.NONE : BundleExtras.NONE.rootfs(rootfs), null);
    }

    @Override
    OciBundle with(OciConfig changed, BundleExtras changedExtras) {
        return new OciBundle(directory, changed, changedExtras, null);
    }

    @Override
    OciBundle with(BundleExtras changed) {
        return new OciBundle(directory, config, changed, json, starts);
    }

    private static byte[] readConfig(Path file) throws IOException {
        try {
            return ConfigReader.readBytes(file);
        } catch (AccessDeniedException e) {
            throw new LinuxException(
                    "open",
                    file.toString(),
                    Errno.EACCES.number(),
                    null,
                    PathObstacle.forThisProcess(file).orElse(null));
        }
    }

    private static Path checked(Path directory) {
        if (!Files.isDirectory(directory)) throw new IllegalArgumentException("not a directory: " + directory);
        return directory.toAbsolutePath().normalize();
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
            return await(container).shellCode();
        }
    }

    /** Until what ended it is known, and all of it that had to be killed is. */
    ExitStatus await(OciContainer container) throws InterruptedException {
        if (extras.limits().equals(RunLimits.NONE)) return container.waitFor();
        return container.process().waitForOutcome().status();
    }

    /** As {@link #run(String)}, under an id that nobody else has. */
    public int run() throws IOException, InterruptedException {
        return run(newId());
    }

    /**
     * Runs the container to its end, keeping what it writes: up to 1 MiB of the beginning and of the end of each stream. It reads
     * nothing. Then it is removed.
     *
     * @throws IllegalStateException with {@code process.terminal}
     * @throws IOException as {@link #start}
     * @throws InterruptedException when interrupted; the container has been killed and removed
     */
    public ContainerResult capture() throws IOException, InterruptedException {
        return capture("");
    }

    /** As above, with a text that it reads from stdin. */
    public ContainerResult capture(String stdin) throws IOException, InterruptedException {
        if (hasTerminal()) throw new IllegalStateException("what is written to a terminal is not captured");
        Stdio in = stdin.isEmpty() ? Stdio.devNull() : Stdio.pipe();
        try (OciContainer container = start(newId(), new ContainerIo(in, KEPT.stdio(), KEPT.stdio()))) {
            LinuxProcess process = container.process();
            if (!stdin.isEmpty()) feed(process, stdin);
            Outcome outcome = process.waitForOutcome();
            return new ContainerResult(outcome, process.captured(1), process.captured(2));
        }
    }

    /** A program need not read all that it is given. */
    private static void feed(LinuxProcess process, String text) {
        try (OutputStream out = process.getOutputStream()) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOG.debug("{} has not read all of its stdin: {}", process, e.getMessage());
        }
    }

    private static String newId() {
        return "jlinux-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
    }

    /** As {@link #start(String, ContainerIo)}, under an id that nobody else has. */
    public OciContainer start(ContainerIo io) throws IOException {
        return start(newId(), io);
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
        ContainerId.check(id);
        // hooks are told a state, which somebody may want to look up
        if (!config.hooks().equals(OciHooks.NONE)) {
            return OciRuntime.standard().start(id, this, ContainerOptions.of(io));
        }
        check();
        HostSupport.check(config);
        RunningIds.take(id);
        try {
            return new BundleStart(this).start(id, io);
        } catch (IOException | RuntimeException e) {
            RunningIds.release(id);
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
     * All that a start will do, in order: what this JVM makes and writes, which hooks it runs, and what the container's process
     * does, one line a system call. Nothing is made. Mounts of the cgroup, which depend on it, are shown as one of the host's.
     *
     * @throws OciConfigException as {@link #start}
     * @throws LinuxException when something that the start needs to open cannot be opened
     */
    public List<String> explain() throws LinuxException {
        refuseUnsupported();
        return new BundleStart(this).explain();
    }

    /** Once: a config does not change, and may be run a thousand times. */
    private void refuseUnsupported() {
        if (starts.areSupported()) return;
        if (json == null) config.validated();
        Unsupported.refuse(config);
        starts.supported();
    }

    /** Refuses what cannot be made, before anything is. */
    void check() throws LinuxException {
        refuseUnsupported();
        checkNetwork();
        checkRoot();
    }

    /** What is attached would be this JVM's own network. */
    private void checkNetwork() {
        if (extras.network().isEmpty() || config.namespace(Namespace.NET).isPresent()) return;
        throw new OciConfigException(
                "/linux/namespaces",
                "has no network namespace, and there is nothing to attach to the network "
                        + extras.network().get().network().name());
    }

    OciProcess process() {
        return config.process().orElseThrow(() -> new OciConfigException("/process", "is needed to run a container"));
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

    boolean hasTerminal() {
        return config.process().map(OciProcess::terminal).orElse(false);
    }

    private void checkRoot() throws LinuxException {
        if (extras.rootfs().isPresent()) return;
        Path root = root();
        if (root.getNameCount() == 0) throw new OciConfigException("/root/path", "is the host's own root: " + root);
        if (Files.isDirectory(root)) return;
        Optional<String> obstacle = PathObstacle.forThisProcess(root);
        if (obstacle.isPresent()) {
            throw new LinuxException("open root", root.toString(), Errno.EACCES.number(), null, obstacle.get());
        }
        throw new OciConfigException("/root/path", "is not a directory: " + root);
    }

    @Override
    public String toString() {
        return "bundle " + directory;
    }
}
