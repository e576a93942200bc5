package io.jlinux.oci;

import io.jlinux.mount.Rootfs;
import io.jlinux.net.container.AttachOptions;
import io.jlinux.net.container.ContainerNetwork;
import io.jlinux.net.rootless.RootlessNetwork;
import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NetworkNamespacePool;
import io.jlinux.oci.run.ContainerUsers;
import io.jlinux.oci.spec.OciCapabilities;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.oci.spec.OciMount;
import io.jlinux.oci.spec.OciResources;
import io.jlinux.oci.spec.OciRoot;
import io.jlinux.oci.spec.OciUser;
import io.jlinux.spawn.RunLimits;
import io.jlinux.sys.LinuxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What can be changed about an {@link OciBundle}: one thing a method, each of which gives a changed copy. */
abstract class BundleSettings {
    private static final long CPU_PERIOD = 100_000;

    final Path directory;
    final OciConfig config;
    final BundleExtras extras;

    BundleSettings(Path directory, OciConfig config, BundleExtras extras) {
        this.directory = directory;
        this.config = config;
        this.extras = extras;
    }

    /** The same with another config. */
    abstract OciBundle with(OciConfig changed, BundleExtras changedExtras);

    /** The same with the config as it was read. */
    abstract OciBundle with(BundleExtras changed);

    private OciBundle with(OciConfig changed) {
        return with(changed, extras);
    }

    /** The absolute path of the root. */
    final Path root() {
        return directory.resolve(config.root().path()).normalize();
    }

    // ---- what is run

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

    /**
     * In a user namespace of its own with these ids, whose root has no rights outside. {@code idMap(IdMap.rootless())} gives an
     * ordinary user's container all the ids that the user has, so that its programs can have users of their own; without it
     * there is one. (To change to them they need capabilities: {@code CAP_SETUID}, {@code CAP_SETGID}, {@code CAP_CHOWN}.) Of the root it sees as its own only what belongs to one of the ids.
     *
     * @throws OciConfigException for a config that joins a user namespace by its path, and with {@link #networkFrom}
     */
    public OciBundle idMap(IdMap ids) {
        OciBundle changed = with(BundleTemplates.idMap(config, ids));
        return extras.networks().map(changed::networkFrom).orElse(changed);
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
        return with(BundleTemplates.ownNetwork(config), extras.withoutNetworks());
    }

    /** The network of this JVM. */
    public OciBundle hostNetwork() {
        return with(BundleTemplates.hostNetwork(config), extras.withoutNetworks());
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

    /**
     * With the outside as an ordinary user can have it, by slirp4netns or pasta: {@code
     * network(RootlessNetwork.installed().forward(HostForward.tcp(8080, 80)))}. The same as {@code
     * network(ContainerNetwork.rootless(network))}, and for root as well. The program is started with the container, before that's own
     * program begins, and ends with it, with {@link OciContainer#close()} and with this JVM; {@link OciContainer#attachment()} has what
     * it says. A start fails with a {@link io.jlinux.net.rootless.RootlessException} where it is not installed, or where a port
     * that it should forward is taken.
     *
     * <p>An ordinary user's container has a user namespace, as every bundle {@linkplain OciBundle#ofRootfs of a root} has for one, or
     * {@link OciConfig#rootlessTemplate()}.
     */
    public OciBundle network(RootlessNetwork network) {
        return network(ContainerNetwork.rootless(network));
    }

    private OciBundle network(BundleNetwork to) {
        if (!to.network().hasNamespaces()) return hostNetwork();
        return with(BundleTemplates.ownNetwork(config), extras.network(to));
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
     * starts with the program, or with its startContainer hooks: a container that {@linkplain OciBundle#create waits for its start} has no such limits.
     */
    public OciBundle limits(RunLimits limits) {
        return with(extras.limits(limits));
    }

    /** The last word: any change of the config. */
    public OciBundle edit(UnaryOperator<OciConfig> change) {
        return with(change.apply(config));
    }
}
