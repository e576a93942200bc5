package io.jlinux.oci.run;

import io.jlinux.mount.Device;
import io.jlinux.mount.Rootfs;
import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NetworkNamespacePool;
import io.jlinux.ns.TimeOffsets;
import io.jlinux.oci.spec.MountOptions;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.oci.spec.OciDevice;
import io.jlinux.oci.spec.OciLinux;
import io.jlinux.oci.spec.OciMount;
import io.jlinux.oci.spec.OciNamespace;
import io.jlinux.oci.spec.OciProcess;
import io.jlinux.oci.spec.OciTimeOffset;
import io.jlinux.oci.spec.OffsetClock;
import io.jlinux.oci.spec.SysctlName;
import io.jlinux.security.Rlimit;
import io.jlinux.security.SecurityLabel;
import io.jlinux.spawn.Spawn;
import io.jlinux.spawn.Terminal;
import io.jlinux.sys.raw.MountFlags;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Turns a config into a {@link Spawn}: what the runtime-spec asks of the container's process and its surroundings. */
public final class SpawnPlanner {
    private static final String HOME = "HOME";
    private static final String PASSWD = "etc/passwd";

    /** File systems with files of one label. */
    private static final Set<String> LABELLED = Set.of("tmpfs", "mqueue", "devpts", "ramfs");

    private final OciConfig config;
    private final Path bundle;
    private final CgroupMounts cgroups;
    private final Optional<NetworkNamespacePool> networks;
    private final Optional<Rootfs> rootfs;

    /**
     * A planner for one container.
     *
     * @param bundle the absolute directory to which relative paths of the config relate
     * @param cgroups what a mount of type cgroup becomes
     * @param networks where a new network namespace comes from; empty: the container's process makes it
     */
    public SpawnPlanner(OciConfig config, Path bundle, CgroupMounts cgroups, Optional<NetworkNamespacePool> networks) {
        this(config, bundle, cgroups, networks, Optional.empty());
    }

    /**
     * As above.
     *
     * @param rootfs the root, where it is not the config's directory as it is
     */
    public SpawnPlanner(
            OciConfig config,
            Path bundle,
            CgroupMounts cgroups,
            Optional<NetworkNamespacePool> networks,
            Optional<Rootfs> rootfs) {
        this.rootfs = rootfs;
        this.config = config;
        this.bundle = bundle;
        this.cgroups = cgroups;
        this.networks = networks;
    }

    /**
     * The container's process, without its namespaces to join and its place in a cgroup.
     *
     * @throws OciConfigException for a process that is not configured
     */
    public Spawn plan() {
        OciProcess process = process();
        // whoever filled the root must not get java executed in it
        Spawn spawn = Spawn.command(process.args()).ownImage();
        root(spawn);
        namespaces(spawn);
        mounts(spawn);
        devices(spawn);
        program(spawn, process, () -> home(process.user().uid()));
        rights(spawn, process);
        return spawn;
    }

    private OciProcess process() {
        return config.process().orElseThrow(() -> new OciConfigException("/process", "is needed to run a container"));
    }

    /**
     * One more process of the container, without the namespaces to join and its place in the cgroup.
     *
     * @param root the container's root, as this JVM sees it
     */
    public Spawn exec(OciProcess process, Path root) {
        Spawn spawn = Spawn.command(process.args());
        program(
                spawn,
                process,
                () -> HomeDirectory.of(root, PASSWD, process.user().uid()));
        rights(spawn, process);
        return spawn;
    }

    /** By the passwd of the root, or of what is mounted over it. */
    private String home(long uid) {
        for (int i = config.mounts().size() - 1; i >= 0; i--) {
            OciMount mount = config.mounts().get(i);
            boolean hides = mount.target().equals("/etc") || mount.target().equals("/etc/passwd");
            if (!hides || mount.source().isEmpty() || !mount.parsedOptions().bind()) continue;
            Path source = bundle.resolve(mount.source().get()).normalize();
            if (mount.target().equals("/etc")) return HomeDirectory.of(source, "passwd", uid);
            Path directory = source.getParent();
            if (mount.target().equals("/etc/passwd") && directory != null) {
                return HomeDirectory.of(directory, String.valueOf(source.getFileName()), uid);
            }
        }
        return HomeDirectory.of(root(), PASSWD, uid);
    }

    /** Where {@code HOME} leads when its environment does not say it; empty when it does. */
    public String impliedHome() {
        OciProcess process = process();
        boolean told = process.env().stream().anyMatch(v -> v.startsWith(HOME + "="));
        return told ? "" : home(process.user().uid());
    }

    private void root(Spawn spawn) {
        if (rootfs.isPresent()) spawn.rootfs(rootfs.get());
        else spawn.rootfs(root());
        if (config.root().readonly()) spawn.readOnlyRoot();
        OciLinux linux = config.linux();
        linux.rootfsPropagation().ifPresent(spawn::rootPropagation);
        spawn.mask(linux.maskedPaths().toArray(String[]::new));
        spawn.readOnly(linux.readonlyPaths().toArray(String[]::new));
    }

    private void namespaces(Spawn spawn) {
        OciLinux linux = config.linux();
        for (OciNamespace namespace : linux.namespaces()) {
            if (namespace.path().isPresent()) continue;
            if (namespace.type() == Namespace.NET && networks.isPresent()) {
                spawn.networkFrom(networks.get());
            } else spawn.unshare(namespace.type());
        }
        if (makes(Namespace.USER)) {
            if (linux.uidMappings().isEmpty() || linux.gidMappings().isEmpty()) {
                throw new OciConfigException(
                        linux.uidMappings().isEmpty() ? "/linux/uidMappings" : "/linux/gidMappings",
                        "is needed for a new user namespace");
            }
            spawn.idMap(new IdMap(linux.uidMappings(), linux.gidMappings()));
        }
        if (makes(Namespace.NET)) spawn.loopbackUp();
        if (!linux.timeOffsets().isEmpty()) {
            spawn.timeOffsets(new TimeOffsets(offset(OffsetClock.MONOTONIC), offset(OffsetClock.BOOTTIME)));
        }
        config.hostname().ifPresent(spawn::hostname);
        config.domainname().ifPresent(spawn::domainname);
        linux.sysctl()
                .forEach((key, value) ->
                        spawn.sysctl(SysctlName.parse(key).orElseThrow().path(), value));
    }

    private Duration offset(OffsetClock clock) {
        OciTimeOffset offset = config.linux().timeOffsets().get(clock);
        return offset == null ? Duration.ZERO : Duration.ofSeconds(offset.seconds(), offset.nanoseconds());
    }

    private boolean makes(Namespace type) {
        return config.namespace(type).filter(n -> n.path().isEmpty()).isPresent();
    }

    private void mounts(Spawn spawn) {
        for (int i = 0; i < config.mounts().size(); i++) {
            OciMount mount = config.mounts().get(i);
            MountOptions options = mount.parsedOptions();
            if (mount.target().equals("/") && options.bind() && isFile(mount)) {
                throw new OciConfigException("/mounts/" + i + "/source", "is a file, and cannot be mounted on /");
            }
            boolean cgroup = mount.type().filter(CgroupMounts::isCgroup).isPresent();
            if (cgroup && !options.bind() && !options.remount()) {
                cgroups.plan(spawn, mount);
                continue;
            }
            if (options.idMapping().isPresent() && mount.uidMappings().isEmpty() && ids().isEmpty()) {
                throw new OciConfigException(
                        "/mounts/" + i + "/uidMappings",
                        "is needed for idmap in a user namespace by path: nobody can say what its map is");
            }
            spawn.mount(MountPlanner.plan(labelled(mount), bundle, ids()));
            // after what it hides has been copied into it
            if (options.tmpCopyUp() && isReadOnly(options)) spawn.readOnly(mount.target());
        }
    }

    private boolean isFile(OciMount mount) {
        Path source = bundle.resolve(mount.source().orElse("/"));
        return Files.exists(source) && !Files.isDirectory(source);
    }

    private static boolean isReadOnly(MountOptions options) {
        long set = options.attributes().set() | options.recursiveAttributes().set();
        return (set & MountFlags.MOUNT_ATTR_RDONLY) != 0;
    }

    /** The map of the container's user namespace. */
    private Optional<IdMap> ids() {
        List<IdMap.Range> uids = config.linux().uidMappings();
        List<IdMap.Range> gids = config.linux().gidMappings();
        return uids.isEmpty() || gids.isEmpty() ? Optional.empty() : Optional.of(new IdMap(uids, gids));
    }

    /** With the SELinux context of the config, where the file system is a new one that files can be made in. */
    private OciMount labelled(OciMount mount) {
        Optional<String> label = config.linux().mountLabel();
        boolean labels = mount.type().filter(LABELLED::contains).isPresent()
                && !mount.parsedOptions().bind();
        if (label.isEmpty() || !labels || mount.options().stream().anyMatch(o -> o.startsWith("context=")))
            return mount;
        List<String> options = new ArrayList<>(mount.options());
        options.add("context=" + label.get());
        return new OciMount(
                mount.destination(), mount.type(), mount.source(), options, mount.uidMappings(), mount.gidMappings());
    }

    private Path root() {
        return bundle.resolve(config.root().path()).normalize();
    }

    /** The default devices and links of the spec, unless the host's own /dev is mounted there. */
    private void devices(Spawn spawn) {
        Optional<OciMount> dev =
                config.mounts().stream().filter(m -> m.target().equals("/dev")).findFirst();
        if (dev.filter(m -> m.parsedOptions().bind()).isPresent()) return;
        List<OciDevice> listed = config.linux().devices();
        for (Device device : Device.DEFAULTS) {
            if (listed.stream().noneMatch(d -> d.path().equals(device.path()))) spawn.device(device);
        }
        for (OciDevice d : listed) spawn.device(device(d));
        spawn.symlink("/dev/fd", "/proc/self/fd")
                .symlink("/dev/stdin", "/proc/self/fd/0")
                .symlink("/dev/stdout", "/proc/self/fd/1")
                .symlink("/dev/stderr", "/proc/self/fd/2")
                .symlink("/dev/ptmx", "pts/ptmx");
        if (Files.exists(Path.of("/proc/kcore"))) spawn.symlink("/dev/core", "/proc/kcore");
    }

    private static Device device(OciDevice d) {
        char type = switch (d.type()) {
            case CHAR, UNBUFFERED_CHAR -> 'c';
            case BLOCK -> 'b';
            case FIFO -> 'p';
        };
        return new Device(
                d.path(),
                type,
                d.major(),
                d.minor(),
                d.permissions(),
                (int) d.uid().orElse(0),
                (int) d.gid().orElse(0));
    }

    private static void program(Spawn spawn, OciProcess process, Supplier<String> home) {
        spawn.clearEnvironment();
        boolean hasHome = false;
        for (String variable : process.env()) {
            int equals = variable.indexOf('=');
            String name = variable.substring(0, equals);
            spawn.env(name, variable.substring(equals + 1));
            hasHome |= name.equals(HOME);
        }
        if (!hasHome) spawn.env(HOME, home.get());
        spawn.directory(process.cwd()).createDirectory();
        if (process.terminal()) {
            spawn.terminal(terminal(process));
        } else {
            spawn.newSession();
        }
    }

    /** The size of a process' terminal: the config's, or that of this JVM's own. */
    public static Terminal terminal(OciProcess process) {
        if (!process.terminal()) return new Terminal(0, 0);
        return process.consoleSize()
                .map(size -> new Terminal(size.width(), size.height()))
                .orElseGet(HostTerminal::size);
    }

    private void rights(Spawn spawn, OciProcess process) {
        long[] groups =
                process.user().additionalGids().stream().mapToLong(g -> g).toArray();
        spawn.user(process.user().uid(), process.user().gid(), groups);
        process.user().umask().ifPresent(spawn::umask);
        spawn.capabilities(CapabilityPlanner.plan(
                process.capabilities(), config.namespace(Namespace.USER).isPresent()));
        if (process.noNewPrivileges()) spawn.noNewPrivileges();
        config.linux().seccomp().ifPresent(seccomp -> spawn.seccomp(SeccompPlanner.plan(seccomp)));
        process.oomScoreAdj().ifPresent(spawn::oomScoreAdj);
        for (Rlimit limit : process.rlimits()) spawn.rlimit(limit);
        process.scheduler().map(SchedulingPlanner::scheduler).ifPresent(spawn::scheduler);
        process.ioPriority().map(SchedulingPlanner::ioPriority).ifPresent(spawn::ioPriority);
        config.linux().personality().map(SchedulingPlanner::personality).ifPresent(spawn::personality);
        config.linux().memoryPolicy().map(SchedulingPlanner::memoryPolicy).ifPresent(spawn::memoryPolicy);
        process.apparmorProfile().map(SecurityLabel::appArmor).ifPresent(spawn::securityLabel);
        process.selinuxLabel().map(SecurityLabel::selinux).ifPresent(spawn::securityLabel);
    }
}
