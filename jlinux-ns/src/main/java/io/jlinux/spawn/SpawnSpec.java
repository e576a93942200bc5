package io.jlinux.spawn;

import io.jlinux.mount.Device;
import io.jlinux.mount.Mount;
import io.jlinux.mount.Propagation;
import io.jlinux.mount.Rootfs;
import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.ns.NetworkNamespacePool;
import io.jlinux.ns.ProcessNamespaces;
import io.jlinux.ns.TimeOffsets;
import io.jlinux.sched.CpuSet;
import io.jlinux.sched.IoPriority;
import io.jlinux.sched.MemoryPolicy;
import io.jlinux.sched.Scheduler;
import io.jlinux.security.CapabilitySets;
import io.jlinux.security.Landlock;
import io.jlinux.security.Personality;
import io.jlinux.security.Rlimit;
import io.jlinux.security.Securebit;
import io.jlinux.security.SecurityLabel;
import io.jlinux.security.seccomp.SeccompPolicy;
import io.jlinux.spawn.tape.Naming;
import io.jlinux.sys.Fd;
import io.jlinux.sys.KernelFeatures;
import io.jlinux.sys.PidFd;
import io.jlinux.sys.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was asked of one {@link Spawn}; null and empty mean unset. */
final class SpawnSpec implements Cloneable {
    /** A descriptor for the child, and its number there. */
    record Passed(Fd fd, int number) {}

    /** A symbolic link of the new root. */
    record Symlink(String path, String target) {}

    /** Who the program runs as, as the new user namespace counts. */
    record User(long uid, long gid, List<Long> groups) {}

    private static final Set<Namespace> UNSEEN = EnumSet.of(Namespace.NET, Namespace.UTS, Namespace.IPC);

    List<String> argv;

    /** The program's file, where it is not the first of argv. */
    @Nullable
    String program;

    @Nullable
    Map<String, String> env;

    @Nullable
    String directory;

    boolean createDirectory;

    Stdio stdin = Stdio.pipe();
    Stdio stdout = Stdio.pipe();
    Stdio stderr = Stdio.pipe();
    List<Passed> passed = new ArrayList<>();

    Set<Namespace> unshare = EnumSet.noneOf(Namespace.class);
    List<NamespaceHandle> join = new ArrayList<>();

    @Nullable
    ProcessNamespaces joinProcess;

    @Nullable
    PidFd rootOf;

    @Nullable
    NetworkNamespacePool networkPool;

    @Nullable
    IdMap idMap;

    @Nullable
    TimeOffsets timeOffsets;

    @Nullable
    Placement placement;

    @Nullable
    RunLimits limits;

    /** Whether the first process of the new pid namespace is an init of ours. */
    boolean init;

    @Nullable
    Rootfs rootfs;

    boolean readOnlyRoot;

    /** Whether the root is moved over the old one and not exchanged with it. */
    boolean noPivot;

    @Nullable
    Propagation rootPropagation;

    List<Mount> mounts = new ArrayList<>();
    List<Device> devices = new ArrayList<>();
    List<Symlink> symlinks = new ArrayList<>();
    List<String> masked = new ArrayList<>();
    List<String> readOnly = new ArrayList<>();

    @Nullable
    String hostname;

    @Nullable
    String domainname;

    Map<String, String> sysctls = new LinkedHashMap<>();
    boolean loopbackUp;

    @Nullable
    User user;

    @Nullable
    CapabilitySets capabilities;

    boolean noNewPrivileges;

    @Nullable
    SeccompPolicy seccomp;

    /** Whether the calls of its listener are those that another policy would kill for. */
    boolean tellsViolations;

    @Nullable
    Set<Securebit> securebits;

    /** Whether a session keyring is joined: a new one, or that of the name {@code keyring}. */
    boolean newKeyring;

    @Nullable
    String keyring;

    @Nullable
    Personality personality;

    @Nullable
    SecurityLabel securityLabel;

    boolean denyWriteExecute;
    boolean ownImage;
    boolean leavesStatus;

    @Nullable
    Landlock landlock;

    /** The ABI that a test pretends the kernel has, or -1. */
    int landlockAbi = -1;

    @Nullable
    CpuSet affinity;

    @Nullable
    Integer nice;

    @Nullable
    Scheduler scheduler;

    @Nullable
    IoPriority ioPriority;

    @Nullable
    MemoryPolicy memoryPolicy;

    boolean ownCores;

    /** The process whose core scheduling cookie the program takes, or 0. */
    long coresOf;

    @Nullable
    Duration timerSlack;

    @Nullable
    Integer umask;

    List<Rlimit> rlimits = new ArrayList<>();

    @Nullable
    Integer oomScoreAdj;

    boolean newSession;

    @Nullable
    Terminal terminal;

    Terminal.@Nullable Receiver terminalReceiver;

    @Nullable
    Signal parentDeathSignal;

    @Nullable
    StartGate gate;

    @Nullable
    Checkpoint onChild;

    @Nullable
    Checkpoint beforeRoot;

    @Nullable
    Checkpoint meanwhile;

    /** The name of this start, where it is one of several with different ones; else null. */
    @Nullable
    Naming naming;

    /** The entry that a test wants to fail, or -1. */
    int broken = -1;

    /** What the kernel can do; a test takes some of it away. */
    KernelFeatures features = KernelFeatures.current();

    SpawnSpec(List<String> argv) {
        this.argv = argv;
    }

    /** What was asked for until now; nothing of it is shared that may still change. */
    SpawnSpec copy() {
        SpawnSpec copy = withPlacement(placement);
        Map<String, String> variables = env;
        copy.env = variables == null ? null : new LinkedHashMap<>(variables);
        copy.passed = new ArrayList<>(passed);
        copy.unshare = unshare.isEmpty() ? EnumSet.noneOf(Namespace.class) : EnumSet.copyOf(unshare);
        copy.join = new ArrayList<>(join);
        copy.mounts = new ArrayList<>(mounts);
        copy.devices = new ArrayList<>(devices);
        copy.symlinks = new ArrayList<>(symlinks);
        copy.masked = new ArrayList<>(masked);
        copy.readOnly = new ArrayList<>(readOnly);
        copy.sysctls = new LinkedHashMap<>(sysctls);
        copy.rlimits = new ArrayList<>(rlimits);
        return copy;
    }

    /** The same with another place in the cgroups; it shares all else. */
    SpawnSpec withPlacement(@Nullable Placement other) {
        SpawnSpec copy = shared();
        copy.placement = other;
        return copy;
    }

    /** The same as the start of that name; it shares all else. */
    SpawnSpec withName(Naming name) {
        SpawnSpec copy = shared();
        copy.naming = name;
        return copy;
    }

    /** The same with other work beside it; it shares all else. */
    SpawnSpec withMeanwhile(Checkpoint work) {
        SpawnSpec copy = shared();
        copy.meanwhile = work;
        return copy;
    }

    /** The same for another command; it shares all else. */
    SpawnSpec withCommand(List<String> command) {
        SpawnSpec copy = shared();
        copy.argv = command;
        return copy;
    }

    /** The same with other namespaces to join; it shares all else. */
    SpawnSpec withJoined(List<NamespaceHandle> others) {
        List<Namespace> kinds = join.stream().map(NamespaceHandle::kind).toList();
        List<Namespace> now = others.stream().map(NamespaceHandle::kind).toList();
        if (!now.equals(kinds)) throw new IllegalArgumentException("prepared to join " + kinds + ", not " + now);
        SpawnSpec copy = shared();
        copy.join = List.copyOf(others);
        return copy;
    }

    private SpawnSpec shared() {
        try {
            return (SpawnSpec) clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }

    boolean unshares(Namespace kind) {
        return unshare.contains(kind);
    }

    boolean joins(Namespace kind) {
        ProcessNamespaces process = joinProcess;
        return join.stream().anyMatch(h -> h.kind() == kind)
                || (process != null && process.kinds().contains(kind))
                || (kind == Namespace.NET && networkPool != null);
    }

    /** Whether the pool has seen to the loopback link. */
    boolean loopbackIsUp() {
        return networkPool != null && networkPool.options().loopbackUp();
    }

    boolean joinsAny() {
        return !join.isEmpty() || joinProcess != null || networkPool != null;
    }

    /**
     * Whether what is joined leaves the child as hidden as it was: no user namespace is involved, and nobody who could not
     * name the process before can name it now. See decision 6.
     */
    boolean joinsUnseen() {
        ProcessNamespaces process = joinProcess;
        return !unshares(Namespace.USER)
                && join.stream().allMatch(h -> UNSEEN.contains(h.kind()))
                && (process == null || UNSEEN.containsAll(process.kinds()));
    }

    /** Whether the terminal is one of the host's devpts, which the parent opens. */
    boolean terminalOfHost() {
        return terminal != null && !unshares(Namespace.MOUNT) && !joins(Namespace.MOUNT);
    }

    /** Whether anything is mounted or made in the root. */
    boolean changesMounts() {
        return rootfs != null
                || !mounts.isEmpty()
                || !devices.isEmpty()
                || !masked.isEmpty()
                || !readOnly.isEmpty()
                || !symlinks.isEmpty()
                || readOnlyRoot;
    }

    /** What is executed. */
    String program() {
        String file = program;
        return file == null ? argv.get(0) : file;
    }

    /** Whether the child waits for somebody on its way. */
    boolean waits() {
        return gate != null || onChild != null || beforeRoot != null;
    }

    /** The limit of processor time, or null. */
    @Nullable
    Duration cpuLimit() {
        return limits == null ? null : limits.cpuTime().orElse(null);
    }

    /** Whether a stream's output is to end the program when there is too much of it. */
    boolean capturesWithLimit() {
        return killsAfter(stdout) || killsAfter(stderr);
    }

    private static boolean killsAfter(Stdio stdio) {
        return stdio instanceof Stdio.Captured c && c.capture().killAfter().isPresent();
    }

    Map<String, String> environment() {
        return env == null ? System.getenv() : env;
    }

    /**
     * What contradicts itself, before anything has happened.
     *
     * @throws IllegalArgumentException naming it
     */
    void validate() {
        require(
                rootOf == null || joins(Namespace.MOUNT),
                "the root of a process is in its mount namespace: join that, too");
        require(rootOf == null || rootfs == null, "two roots: one of a process, and a rootfs");
        require(
                !changesMounts() || unshares(Namespace.MOUNT),
                "a root, mounts, devices and masks need unshare(Namespace.MOUNT)");
        // all paths are resolved below the root as it was opened: nobody would see it
        for (Mount m : mounts)
            require(
                    m instanceof Mount.Remount || !PathSteps.names(m.target()).isEmpty(),
                    "a mount on / does not become the root, which is rootfs()'s: " + m.target());
        require(
                (hostname == null && domainname == null) || unshares(Namespace.UTS) || joins(Namespace.UTS),
                "a hostname needs a UTS namespace of its own: unshare(Namespace.UTS)");
        require(idMap == null || unshares(Namespace.USER), "an id map needs unshare(Namespace.USER)");
        require(timeOffsets == null || unshares(Namespace.TIME), "time offsets need unshare(Namespace.TIME)");
        require(
                !loopbackUp || unshares(Namespace.NET) || networkPool != null,
                "loopbackUp needs unshare(Namespace.NET)");
        require(
                networkPool == null || !(unshares(Namespace.USER) || joins(Namespace.USER)),
                "a pool's network namespace belongs to this JVM's user namespace: root of another one could neither"
                        + " configure it nor mount a sysfs of it; use unshare(Namespace.NET) instead");
        require(networkPool == null || !unshares(Namespace.NET), "both unshare of NET and one of a pool");
        require(
                !joinsAny() || idMap == null || idMap.isSelfOnly(),
                "a new user namespace beside joined ones can only map the calling user's own ids");
        for (Namespace kind : unshare) require(!joins(kind), "both unshare and join of " + kind);
        require(
                gate == null || parentDeathSignal == null,
                "a process that waits to be started may outlive this JVM: no parent death signal");
        require(beforeRoot == null || rootfs != null, "a checkpoint before the root needs a root");
        require(gate == null || !init, "a process that waits to be started has no init beside it");
        require(
                gate == null || !tellsViolations,
                "a process that waits to be started may outlive this JVM, which is to tell of its system calls");
        require(
                cpuLimit() == null || rlimits.stream().noneMatch(r -> r.resource() == Rlimit.Resource.CPU),
                "both a limit of processor time and an RLIMIT_CPU");
        require(
                coresOf == 0 || (!unshares(Namespace.PID) && !joins(Namespace.PID)),
                "core scheduling of a process that has no number in the program's pid namespace: start the program from a"
                        + " thread with its cookie");
        require(!init || unshares(Namespace.PID), "an init is process 1: it needs unshare(Namespace.PID)");
        require(
                !init || scheduler == null || scheduler.policy() != Scheduler.Policy.DEADLINE,
                "an init and SCHED_DEADLINE: a DEADLINE process cannot start another");
        String contradiction = SeccompSteps.contradiction(this);
        require(contradiction == null, String.valueOf(contradiction));
        require(
                !leavesStatus || (limits == null && !capturesWithLimit() && !tellsViolations),
                "limits are watched until the end, whose status is left to another parent");
        require(nice == null || scheduler == null || scheduler.nice().isEmpty(), "two nice values");
    }

    private static void require(boolean condition, String message) {
        if (!condition) throw new IllegalArgumentException(message);
    }
}
