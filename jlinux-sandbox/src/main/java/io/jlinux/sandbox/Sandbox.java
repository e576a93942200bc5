package io.jlinux.sandbox;

import io.jlinux.cgroup.CgroupLimits;
import io.jlinux.mount.Device;
import io.jlinux.mount.Mount;
import io.jlinux.mount.MountAttributes;
import io.jlinux.mount.Rootfs;
import io.jlinux.mount.TmpfsOptions;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.security.Landlock;
import io.jlinux.security.Rlimit;
import io.jlinux.security.seccomp.SeccompPolicy;
import io.jlinux.spawn.PreparedSpawn;
import io.jlinux.spawn.RunLimits;
import io.jlinux.spawn.Spawn;
import io.jlinux.spawn.Stdio;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A sandbox, ready to start programs in: a value, made by a preset and changed by its methods, each of which returns a changed copy.
 *
 * <pre>{@code
 * Sandbox judge = Sandbox.untrusted().bind(submission, "/box").limits(CgroupLimits.NONE.memoryMax(256L << 20));
 * try (SandboxProcess p = judge.start("/box/a.out")) {
 *     ExitStatus end = p.process().waitForStatus();
 * }
 * }</pre>
 *
 * <p>All presets have in common: new user, pid, mount, IPC, UTS and cgroup namespaces; a root of their own that cannot be written; no
 * capabilities and no way to gain any; Docker's default filter of system calls ({@link
 * io.jlinux.security.seccomp.DockerProfile}), without the two by which input is put into a terminal (TIOCSTI, TIOCLINUX): a terminal that
 * is given as a stream stays whose it is; a new session keyring; a private {@code /proc}, {@code /dev}, {@code /dev/shm}; an empty environment but for {@code
 * PATH}, {@code HOME} and {@code LANG}; a session of its own without a terminal; no descriptor of this JVM but the three streams; their
 * end when this JVM ends, even by {@code kill -9}. They
 * run for root and for an ordinary user alike; where root calls, {@link Identity#nobody()} keeps the programs from being root of
 * the host. What each preset adds is said at its method, and {@link #explain} shows all of it.
 *
 * <p>Every part can be replaced, the last word is {@link #customize}. Immutable and thread-safe.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/namespaces.7.html">namespaces(7)</a>
 */
public final class Sandbox {
    private static final long MIB = 1L << 20;

    /** Of binds, which bring along what is mounted below their sources. */
    private static final MountAttributes NO_SUID_NO_DEV =
            MountAttributes.NONE.noSuid().noDev();

    private final Settings settings;
    private volatile @Nullable PreparedStart last;

    private Sandbox(Settings settings) {
        this.settings = settings;
    }

    // ---- presets

    /**
     * For code that is not trusted: no network; of the host, its programs and libraries read-only ({@link Rootfs#host()}); a {@code
     * /tmp} of 64 MiB that is gone with the last process; at most 64 tasks, 256 descriptors, 512 MiB of data for each process, files of
     * 64 MiB, no core dumps, no locked memory and message queues; where the host lets it, a cgroup that holds all of it together to 512 MiB
     * and 64 tasks and kills them as one; where the kernel has it (ABI 2), Landlock, which says once more what the mounts say.
     *
     * <p>The program is process 1 of its namespace: of the signals that come from in there it gets only those that it handles, so that {@code
     * abort()} ends it by SIGSEGV. {@link #init()} changes that, for some 10 to 20% of the time of a start.
     */
    public static Sandbox untrusted() {
        Settings s = base("untrusted");
        s.tmpfs.put("/tmp", TmpfsOptions.DEFAULTS.size(64 * MIB).inodes(16_384).mode(01777));
        s.directory = "/tmp";
        s.landlocked = true;
        limit(s, Rlimit.Resource.NPROC, 64);
        limit(s, Rlimit.Resource.NOFILE, 256);
        limit(s, Rlimit.Resource.DATA, 512 * MIB);
        limit(s, Rlimit.Resource.FSIZE, 64 * MIB);
        limit(s, Rlimit.Resource.MEMLOCK, 0);
        limit(s, Rlimit.Resource.MSGQUEUE, 0);
        limit(s, Rlimit.Resource.SIGPENDING, 256);
        s.wishes = List.of(
                CgroupLimits.NONE.memoryMax(512 * MIB),
                CgroupLimits.NONE.memorySwapMax(0),
                CgroupLimits.NONE.memoryOomGroup(true),
                CgroupLimits.NONE.pidsMax(64));
        return new Sandbox(s);
    }

    /**
     * For one action of a build, as Bazel's linux-sandbox runs them: of the host's files it sees its programs and libraries, and {@code
     * inputs}, both read-only at their own paths; {@code outputs} can be written; nothing else is there. No network, and a hostname that
     * tells nothing. It works in {@code workdir}, a directory that is made in memory unless it is or is below an input or an output. Its
     * files are the caller's. {@code /tmp} is its own. There are no limits but those that are asked for.
     *
     * @param inputs files and directories, absolute; they must exist
     * @param outputs directories, absolute; they must exist
     */
    public static Sandbox buildAction(List<Path> inputs, List<Path> outputs, Path workdir) {
        Settings s = base("build action");
        s.identity = Identity.caller();
        s.hostname = "localhost";
        s.cgroup = CgroupUse.NEVER;
        s.tmpfs.put("/tmp", TmpfsOptions.DEFAULTS.mode(01777));
        s.directory = absolute(workdir).toString();
        boolean given = false;
        for (Path p : inputs) {
            s.mounts.add(readOnly(absolute(p), p.toString()));
            given |= workdir.startsWith(p);
        }
        for (Path p : outputs) {
            s.mounts.add(writable(absolute(p), p.toString()));
            given |= workdir.startsWith(p);
        }
        if (!given)
            s.tmpfs.put(workdir.toString(), TmpfsOptions.DEFAULTS.mode(0755).owner(s.identity.uid(), s.identity.gid()));
        return new Sandbox(s);
    }

    /**
     * For a service that may write one directory: {@code writable}, at its own path, is where it lives; the rest is the host's
     * programs, libraries and name resolution, read-only. It uses the host's network ({@link #network} gives it its own). A 64 MiB {@code
     * /tmp}. Its files are the caller's.
     */
    public static Sandbox service(Path writable) {
        Settings s = base("service");
        s.identity = Identity.caller();
        s.network = Network.HOST;
        s.rootfs = Rootfs.host()
                .with(
                        "/etc/hosts",
                        "/etc/resolv.conf",
                        "/etc/nsswitch.conf",
                        "/etc/localtime",
                        "/etc/services",
                        "/etc/protocols");
        s.cgroup = CgroupUse.NEVER;
        s.tmpfs.put("/tmp", TmpfsOptions.DEFAULTS.size(64 * MIB).mode(01777));
        s.mounts.add(writable(absolute(writable), writable.toString()));
        s.directory = writable.toString();
        s.env.put("HOME", writable.toString());
        return new Sandbox(s);
    }

    private static Settings base(String preset) {
        Settings s = new Settings();
        s.preset = preset;
        s.env.put("PATH", "/usr/local/bin:/usr/bin:/bin");
        s.env.put("HOME", "/tmp");
        s.env.put("LANG", "C.UTF-8");
        limit(s, Rlimit.Resource.CORE, 0);
        return s;
    }

    private static void limit(Settings s, Rlimit.Resource resource, long most) {
        s.rlimits.put(resource, Rlimit.of(resource, most));
    }

    private static Path absolute(Path p) {
        if (!p.isAbsolute()) throw new IllegalArgumentException("not an absolute path: " + p);
        return p;
    }

    private static Mount readOnly(Path source, String target) {
        return Mount.bind(source, target).recursiveAttributes(NO_SUID_NO_DEV.readOnly());
    }

    private static Mount writable(Path source, String target) {
        return Mount.bind(source, target).recursiveAttributes(NO_SUID_NO_DEV);
    }

    // ---- changing it

    private Sandbox with(Consumer<Settings> change) {
        Settings copy = settings.copy();
        change.accept(copy);
        return new Sandbox(copy);
    }

    /**
     * Another root; it is made read-only with all that is mounted below it, and {@code /proc}, {@code /dev} and the mounts are put into
     * it. What is missing for them is made in the root itself, but not in what is mounted below it.
     */
    public Sandbox rootfs(Rootfs rootfs) {
        return with(s -> s.rootfs = rootfs);
    }

    /**
     * The host's file or directory, read-only, at {@code target}. Its permissions hold for the {@link #identity}: as {@link
     * Identity#nobody()} the programs see what everybody may see, and {@code EACCES} is the answer to a directory of mode 0700 on the way.
     */
    public Sandbox bind(Path source, String target) {
        return with(s -> s.mounts.add(readOnly(absolute(source), target)));
    }

    /** The host's file or directory at {@code target}, where it can be written, as the {@link #identity} lets it. */
    public Sandbox bindWritable(Path source, String target) {
        return with(s -> s.mounts.add(writable(absolute(source), target)));
    }

    /** Any other mounts, after those that there are. */
    public Sandbox mount(Mount... mounts) {
        return with(s -> s.mounts.addAll(List.of(mounts)));
    }

    /** A directory in memory, in the place of another one at {@code target}. */
    public Sandbox tmpfs(String target, TmpfsOptions options) {
        return with(s -> s.tmpfs.put(target, options));
    }

    /** Exactly these devices in {@code /dev}. */
    public Sandbox devices(Device... devices) {
        return with(s -> s.devices = new ArrayList<>(List.of(devices)));
    }

    public Sandbox network(Network network) {
        return with(s -> s.network = network);
    }

    /** The hostname inside. */
    public Sandbox hostname(String name) {
        return with(s -> s.hostname = name);
    }

    /** Another filter of system calls, in the place of Docker's default one. */
    public Sandbox seccomp(SeccompPolicy policy) {
        return with(s -> {
            s.seccomp = policy;
            s.tellsViolations = false;
        });
    }

    /**
     * As {@link #seccomp}, and the outcome names the system call that the policy killed for, which the kernel tells nobody: {@link
     * Spawn#seccompTelling}. Without an init, as the two do not go together. (The default filter kills nobody: what it refuses fails with
     * {@code EPERM}, and the program goes on.)
     */
    public Sandbox seccompTelling(SeccompPolicy policy) {
        return with(s -> {
            s.seccomp = policy;
            s.tellsViolations = true;
            s.init = false;
        });
    }

    /** No filter of system calls. */
    public Sandbox withoutSeccomp() {
        return with(s -> {
            s.seccomp = null;
            s.tellsViolations = false;
        });
    }

    /** Who the programs are, inside and on the host. */
    public Sandbox identity(Identity identity) {
        return with(s -> s.identity = identity);
    }

    /** One more variable of the environment. */
    public Sandbox env(String name, String value) {
        return with(s -> s.env.put(name, value));
    }

    /** As above, several. */
    public Sandbox env(Map<String, String> variables) {
        return with(s -> s.env.putAll(variables));
    }

    /** The working directory. */
    public Sandbox directory(String path) {
        return with(s -> s.directory = path);
    }

    /** Limits of each process, in the place of those of the same resources. */
    public Sandbox rlimit(Rlimit... limits) {
        return with(s -> List.of(limits).forEach(l -> s.rlimits.put(l.resource(), l)));
    }

    /** Takes a limit of each process away: what this JVM has holds. */
    public Sandbox withoutRlimit(Rlimit.Resource resource) {
        return with(s -> s.rlimits.remove(resource));
    }

    /**
     * Limits of all processes together, on top of the preset's. From now on the cgroup is {@link CgroupUse#REQUIRED}: a limit that
     * was asked for and cannot be had fails the start.
     */
    public Sandbox limits(CgroupLimits limits) {
        return with(s -> {
            s.limits = s.limits.and(limits);
            s.cgroup = CgroupUse.REQUIRED;
        });
    }

    /**
     * How long a program may run, and how much processor time all of it may take; {@link
     * io.jlinux.spawn.LinuxProcess#waitForOutcome()} then tells what ended it.
     */
    public Sandbox limits(RunLimits limits) {
        return with(s -> s.runLimits = limits);
    }

    /** Process 1 is an init that reaps orphans, so that signals have their usual effect on the program; {@link Spawn#init()}. */
    public Sandbox init() {
        return with(s -> s.init = true);
    }

    /** The program is process 1 itself: it starts a little sooner, has to reap orphans, and ignores signals that it does not handle. */
    public Sandbox withoutInit() {
        return with(s -> s.init = false);
    }

    /**
     * Landlock's rules on top of what the mounts show, in the place of those that follow from the mounts; {@link Landlock#strict()}
     * makes them a condition of the start.
     */
    public Sandbox landlock(Landlock rules) {
        return with(s -> s.landlock = rules);
    }

    /** No rules of Landlock. */
    public Sandbox withoutLandlock() {
        return with(s -> {
            s.landlock = null;
            s.landlocked = false;
        });
    }

    /**
     * Whether all of it is killed when this JVM ends, however it ends; the default. Without it, programs may outlive a JVM that is
     * killed.
     */
    public Sandbox dieWithParent(boolean die) {
        return with(s -> s.dieWithParent = die);
    }

    /** Whether there is a cgroup. */
    public Sandbox cgroup(CgroupUse use) {
        return with(s -> s.cgroup = use);
    }

    /** What the programs read; a pipe unless said otherwise. */
    public Sandbox stdin(Stdio stdio) {
        return with(s -> s.stdin = stdio);
    }

    /** Where the programs write; pipes unless said otherwise. */
    public Sandbox output(Stdio stdout, Stdio stderr) {
        return with(s -> {
            s.stdout = stdout;
            s.stderr = stderr;
        });
    }

    /**
     * The last word: changes the Spawn that comes out of all else. Must not keep it. Mounts belong to {@link #mount}: what is only
     * added here cannot be written below, where Landlock's rules follow from the mounts.
     */
    public Sandbox customize(UnaryOperator<Spawn> change) {
        return with(s -> s.custom.add(change));
    }

    // ---- using it

    /** As a Spawn, to be changed and started by the caller; without the cgroup. */
    public Spawn spawn(String... command) {
        return spawn(List.of(command));
    }

    Spawn spawn(List<String> command) {
        return SandboxSpawn.of(settings, command);
    }

    /** The whole of it: its cgroup, and every system call that a child will make before its program begins. Nothing is started. */
    public List<String> explain(String... command) throws LinuxException {
        List<String> lines = new ArrayList<>();
        lines.add("sandbox: " + settings.preset + ", network " + settings.network + ", user " + settings.identity);
        lines.add("cgroup: " + settings.cgroup
                + (settings.cgroup == CgroupUse.NEVER
                        ? ""
                        : ", with " + settings.limits + ", and where possible " + settings.wishes));
        lines.addAll(spawn(command).explain());
        return lines;
    }

    /**
     * Starts a program, and returns when it has begun.
     *
     * @throws io.jlinux.spawn.SpawnException when the child failed before its program began; nothing is left
     * @throws IOException when the cgroup or what the start opens was refused; nothing is left
     */
    public SandboxProcess start(String... command) throws IOException {
        return start(List.of(command));
    }

    /** As {@link #start(String...)}. */
    public SandboxProcess start(List<String> command) throws IOException {
        // a change by the caller may be another one each time
        if (!settings.custom.isEmpty()) return SandboxProcess.start(spawn(command), newCgroup());
        PreparedStart known = PreparedStart.after(last, settings, command);
        last = known;
        PreparedSpawn prepared = known.spawn();
        return prepared == null
                ? SandboxProcess.start(spawn(command), newCgroup())
                : SandboxProcess.start(prepared.command(command), newCgroup());
    }

    Settings settings() {
        return settings;
    }

    SandboxCgroup newCgroup() throws LinuxException {
        return SandboxCgroup.make(settings.cgroup, settings.limits, settings.wishes);
    }

    /** The same sandbox in namespaces that were made ahead. */
    Sandbox in(NamespaceHandle... warm) {
        return with(s -> s.warm = List.of(warm));
    }

    @Override
    public String toString() {
        return "sandbox " + settings.preset;
    }
}
