package io.jlinux.oci;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.mount.Rootfs;
import io.jlinux.net.container.AttachOptions;
import io.jlinux.net.container.Attachment;
import io.jlinux.net.container.ContainerNetwork;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NetworkNamespacePool;
import io.jlinux.oci.run.CgroupMounts;
import io.jlinux.oci.run.ContainerCgroup;
import io.jlinux.oci.run.ContainerUsers;
import io.jlinux.oci.run.HookKind;
import io.jlinux.oci.run.HostSupport;
import io.jlinux.oci.run.JoinedNamespaces;
import io.jlinux.oci.run.PathObstacle;
import io.jlinux.oci.run.PlanLines;
import io.jlinux.oci.run.RunningIds;
import io.jlinux.oci.run.SeccompAgent;
import io.jlinux.oci.run.SpawnPlanner;
import io.jlinux.oci.run.StartDiagnosis;
import io.jlinux.oci.run.StartWork;
import io.jlinux.oci.run.TerminalStreams;
import io.jlinux.oci.spec.ConfigReader;
import io.jlinux.oci.spec.ConfigWriter;
import io.jlinux.oci.spec.OciCapabilities;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.oci.spec.OciHooks;
import io.jlinux.oci.spec.OciMount;
import io.jlinux.oci.spec.OciProcess;
import io.jlinux.oci.spec.OciResources;
import io.jlinux.oci.spec.OciRoot;
import io.jlinux.oci.spec.OciUser;
import io.jlinux.oci.spec.Unsupported;
import io.jlinux.oci.state.StateRoot;
import io.jlinux.spawn.Capture;
import io.jlinux.spawn.ExitStatus;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Outcome;
import io.jlinux.spawn.RunLimits;
import io.jlinux.spawn.Spawn;
import io.jlinux.spawn.SpawnException;
import io.jlinux.spawn.StartGate;
import io.jlinux.spawn.Stdio;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
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
public final class OciBundle {
    private static final Logger LOG = LoggerFactory.getLogger(OciBundle.class);
    private static final long CPU_PERIOD = 100_000;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_+.-]+");

    private static final Capture KEPT = Capture.headAndTail(1 << 20, 1 << 20);
    private static final AtomicLong COUNT = new AtomicLong();

    private final Path directory;
    private final OciConfig config;
    private final BundleExtras extras;
    private volatile boolean supported;
    private volatile byte @Nullable [] json;

    private OciBundle(Path directory, OciConfig config, BundleExtras extras, byte @Nullable [] json) {
        this.directory = directory;
        this.config = config;
        this.extras = extras;
        this.json = json;
    }

    /**
     * Reads and checks the {@code config.json} of a bundle. Later changes of the file have no effect.
     *
     * @throws IOException when it cannot be read
     * @throws OciConfigException when it is not valid, naming the property by its JSON pointer
     */
    public static OciBundle load(Path directory) throws IOException {
        byte[] json = readConfig(directory.resolve("config.json"));
        OciConfig config = KnownConfigs.read(json);
        return new OciBundle(checked(directory), config, BundleExtras.NONE, json);
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

    // ---- what is run

    private OciBundle with(OciConfig changed) {
        return new OciBundle(directory, changed, extras, null);
    }

    private OciBundle with(BundleExtras changed) {
        return new OciBundle(directory, config, changed, json);
    }

    /** The program and its arguments; a name without a slash is searched in the container's {@code PATH}. */
    public OciBundle command(String... argv) {
        return with(config.withArgs(argv));
    }

    /** One more variable of its environment, which is not this JVM's. */
    public OciBundle env(String name, String value) {
        return with(config.withEnv(name, value));
    }

    /** As above, several. */
    public OciBundle env(Map<String, String> variables) {
        OciConfig changed = config;
        for (Map.Entry<String, String> e : variables.entrySet()) changed = changed.withEnv(e.getKey(), e.getValue());
        return with(changed);
    }

    /** Its working directory, which is made where it is missing and the root can be written. */
    public OciBundle workingDirectory(String path) {
        return with(config.withCwd(path));
    }

    /** Its hostname. */
    public OciBundle hostname(String name) {
        return with(config.withHostname(name));
    }

    /**
     * Whom it runs as, without additional groups. For an ordinary user, who has only one id to give, the container has this id and
     * no other one.
     */
    public OciBundle user(long uid, long gid) {
        return with(BundleTemplates.user(config, OciUser.of(uid, gid)));
    }

    /**
     * Whom it runs as: {@code USER[:GROUP]}, names of the root's own {@code /etc/passwd} and {@code /etc/group}, or numbers.
     *
     * @throws IllegalArgumentException for what is neither a name nor a number
     * @throws LinuxException {@code ENOENT} when the root knows no such name
     */
    public OciBundle user(String user) throws LinuxException {
        return with(BundleTemplates.user(config, ContainerUsers.of(usersRoot()).resolve(user)));
    }

    private Path usersRoot() {
        return extras.rootfs().map(BundleRoot::withUsers).orElseGet(this::root);
    }

    /** Its capabilities, in place of the three that it has: {@code "CAP_NET_RAW"}. */
    public OciBundle capabilities(String... names) {
        return with(config.editProcess(p -> p.capabilities(OciCapabilities.of(names))));
    }

    // ---- what it sees

    /** The host's file or directory, read-only, at {@code target}. */
    public OciBundle bind(Path source, String target) {
        String from = source.toAbsolutePath().toString();
        return mount(OciMount.bind(target, from, "ro", "nosuid", "nodev"));
    }

    /** The host's file or directory at {@code target}, where it can be written. */
    public OciBundle bindWritable(Path source, String target) {
        String from = source.toAbsolutePath().toString();
        return mount(OciMount.bind(target, from, "nosuid", "nodev"));
    }

    /** A directory in memory, of at most so many bytes. */
    public OciBundle tmpfs(String target, long bytes) {
        OciMount tmpfs = OciMount.of(target, "tmpfs", "tmpfs", "nosuid", "nodev", "mode=1777", "size=" + bytes);
        return with(config.withoutMount(target).withMount(tmpfs));
    }

    /** Any mount, after those that there are. */
    public OciBundle mount(OciMount mount) {
        return with(config.withMount(mount));
    }

    /** The root can be written, and keeps what is written. */
    public OciBundle writable() {
        return with(config.toBuilder()
                .root(new OciRoot(config.root().path(), false))
                .build());
    }

    /** The root can be written, and what is written is thrown away with the container: an overlay in memory over it. */
    public OciBundle throwAway() {
        Optional<Rootfs> given = extras.rootfs();
        if (given.isEmpty()) return with(extras.rootfs(Rootfs.overlay(root()))).writable();
        if (given.get() instanceof Rootfs.Layers) return writable();
        if (given.get() instanceof Rootfs.Directory d) {
            return with(extras.rootfs(Rootfs.overlay(d.path()).chroot())).writable();
        }
        throw new IllegalStateException(
                "what is of the host stays read-only: tmpfs(target, bytes) makes room to write");
    }

    // ---- its network

    /** A network of its own with nothing in it but {@code lo}; the default. */
    public OciBundle noNetwork() {
        return new OciBundle(directory, BundleTemplates.ownNetwork(config), extras.withoutNetworks(), null);
    }

    /** The network of this JVM. */
    public OciBundle hostNetwork() {
        return new OciBundle(directory, BundleTemplates.hostNetwork(config), extras.withoutNetworks(), null);
    }

    /**
     * Attached to a network, with an address and what its programs find names by: {@code /etc/resolv.conf}, {@code hosts} and
     * {@code hostname}. {@link OciContainer#attachment()} tells what it was given. As to {@link ContainerNetwork#none()} and {@link
     * ContainerNetwork#host()}, as {@link #noNetwork} and {@link #hostNetwork}.
     *
     * @param network must be open when a container starts, and stays the caller's
     */
    public OciBundle network(ContainerNetwork network) {
        return network(new BundleNetwork(network, Optional.empty()));
    }

    /** As above, with ports that are forwarded to it, or an address that it shall have. */
    public OciBundle network(ContainerNetwork network, AttachOptions options) {
        return network(new BundleNetwork(network, Optional.of(options)));
    }

    private OciBundle network(BundleNetwork to) {
        if (!to.network().hasNamespaces()) return hostNetwork();
        return new OciBundle(directory, BundleTemplates.ownNetwork(config), extras.network(to), null);
    }

    /** The way to its network, of one start; null where it has none. */
    @Nullable
    ContainerLink link() throws IOException {
        if (extras.network().isEmpty()) return null;
        BundleNetwork to = extras.network().get();
        String name = config.hostname().orElse("container");
        return ContainerLink.prepare(to.network(), to.options().orElseGet(() -> AttachOptions.of(name)));
    }

    // ---- its limits

    /** How much memory all of its processes may use together; held, or the start fails. */
    public OciBundle memoryLimit(long bytes) {
        return limits(r -> r.memoryLimit(bytes));
    }

    /** How many tasks, processes and threads, there may be; held, or the start fails. */
    public OciBundle pidsLimit(long tasks) {
        return limits(r -> r.pidsLimit(tasks));
    }

    /** How many processors it may use, such as 1.5; held, or the start fails. */
    public OciBundle cpuLimit(double processors) {
        if (!(processors >= 0.01)) throw new IllegalArgumentException("not a number of processors: " + processors);
        return limits(r -> r.cpuQuota(Math.round(processors * CPU_PERIOD), CPU_PERIOD));
    }

    /** Any limits: {@code limits(r -> r.memoryLimit(256L << 20))}. */
    public OciBundle limits(UnaryOperator<OciResources.Builder> change) {
        return with(config.editResources(change));
    }

    /** After how long all of it is killed. */
    public OciBundle timeout(Duration most) {
        return limits(extras.limits().wallClock(most));
    }

    /**
     * How long it may run and how much processor time it may use; {@link ContainerResult#outcome()} tells what was met. The clock
     * starts with the program: a container that {@linkplain #create waits for its start} has no such limits.
     */
    public OciBundle limits(RunLimits limits) {
        return with(extras.limits(limits));
    }

    /** The last word: any change of the config. */
    public OciBundle edit(UnaryOperator<OciConfig> change) {
        return with(change.apply(config));
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
        return with(extras.networks(pool));
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
                StartWork work = StartWork.of(config, directory, id);
                ContainerLink link = link()) {
            Spawn spawn = planner(cgroup.cgroup()).plan();
            joined.join(spawn);
            cgroup.place(spawn);
            if (link != null) link.bind(spawn);
            if (work.isNeeded() || link != null) {
                spawn.beforeRoot(pid -> {
                    if (link != null) link.attach(pid);
                    work.runOrUndo(pid);
                });
            }
            if (!hasTerminal()) spawn.stdin(io.stdin()).stdout(io.stdout()).stderr(io.stderr());
            limit(spawn, io, false);
            LinuxProcess process = work.guard(() -> start(spawn));
            Attachment attachment = link == null ? null : link.take();
            OciContainer container = OciContainer.made(id, this, process, cgroup, null, attachment);
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

    /** Starts its process; a failure is told in the words of the config. */
    LinuxProcess start(Spawn spawn) throws IOException {
        try {
            return spawn.start();
        } catch (SpawnException e) {
            Optional<Path> root = extras.rootfs().isEmpty() ? Optional.of(root()) : Optional.empty();
            throw new StartDiagnosis(config, root).explain(e);
        } catch (OciConfigException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            // what no rule of the config forbids, and still contradicts itself
            throw new OciConfigException("", String.valueOf(e.getMessage()));
        }
    }

    /** Gives it its limits of time. */
    void limit(Spawn spawn, ContainerIo io, boolean waits) {
        boolean asked = !extras.limits().equals(RunLimits.NONE);
        if (waits && asked) {
            throw new IllegalStateException(
                    "limits of time are for a container that is started at once: use start or run");
        }
        boolean told = io.stdout() instanceof Stdio.Captured || io.stderr() instanceof Stdio.Captured;
        if (asked || (told && !waits)) spawn.limits(extras.limits());
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
        OciHooks hooks = config.hooks();
        PlanLines plan = new PlanLines(config);
        if (!hooks.equals(OciHooks.NONE))
            plan.parent("write the state to " + StateRoot.standard().path() + "/ID");
        plan.cgroup("ID").namespaces();
        try (JoinedNamespaces joined = JoinedNamespaces.open(config)) {
            Spawn spawn = planner(Optional.empty()).plan();
            joined.join(spawn);
            extras.network()
                    .ifPresent(n -> plan.atStop("attach it to the network "
                            + n.network().name() + ", and bind its /etc/resolv.conf, /etc/hosts and /etc/hostname"));
            plan.startWork();
            if (plan.hasStop()) spawn.beforeRoot(pid -> {});
            if (!hooks.startContainer().isEmpty()) spawn.waitAt(new StartGate(directory));
            plan.child(spawn.explain());
        }
        plan.hooks(HookKind.START_CONTAINER).hooks(HookKind.POSTSTART);
        extras.limits().wallClock().ifPresent(t -> plan.parent("kill all of it after " + t));
        extras.limits()
                .cpuTime()
                .ifPresent(t -> plan.parent("kill all of it when it has used the processors for " + t));
        return plan.hooks(HookKind.POSTSTOP).lines();
    }

    /** Once: a config does not change, and a bundle may be run a thousand times. */
    private void refuseUnsupported() {
        if (supported) return;
        if (json == null) config.validated();
        Unsupported.refuse(config);
        supported = true;
    }

    /** Refuses what cannot be made, before anything is. */
    void check() throws LinuxException {
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
        Optional<NetworkNamespacePool> pool = own ? Optional.empty() : extras.networks();
        return new SpawnPlanner(config, directory, CgroupMounts.of(cgroup), pool, extras.rootfs());
    }

    private boolean hasTerminal() {
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
