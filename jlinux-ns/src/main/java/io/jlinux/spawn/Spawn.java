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
import io.jlinux.sys.Fd;
import io.jlinux.sys.KernelFeatures;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.PidFd;
import io.jlinux.sys.Signal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Starts a process: a {@code ProcessBuilder} that also knows namespaces, mounts, capabilities and cgroups.
 *
 * <pre>{@code
 * LinuxProcess p = Spawn.command("/bin/sh", "-c", "id; hostname")
 *     .unshare(Namespace.USER, Namespace.PID, Namespace.MOUNT, Namespace.UTS)
 *     .idMap(IdMap.rootToSelf()).hostname("box").mount(Mount.proc())
 *     .noNewPrivileges().start();
 * }</pre>
 *
 * <p>What was not asked for is left as it is: a bare {@code Spawn.command(…).start()} is a plain child with the JVM's
 * environment and working directory. The order of the calls does not matter, except among mounts; the steps are
 * carried out in the one right order, which {@link #explain()} shows.
 *
 * <p>A builder: not thread-safe, and it may start any number of processes.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/clone.2.html">clone(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/execve.2.html">execve(2)</a>
 */
public final class Spawn {
    private final SpawnSpec spec;

    private Spawn(List<String> argv) {
        this.spec = new SpawnSpec(checkCommand(argv));
    }

    /** A copy of it. */
    static List<String> checkCommand(List<String> argv) {
        if (argv.isEmpty() || argv.get(0).isEmpty()) throw new IllegalArgumentException("an empty command");
        for (String arg : argv) checkString(arg, "an argument");
        return List.copyOf(argv);
    }

    /**
     * The program and its arguments. A name without a slash is looked up in the PATH of the new process' environment, inside
     * its new root.
     */
    public static Spawn command(String... argv) {
        return new Spawn(Arrays.asList(argv));
    }

    /** As {@link #command(String...)}. */
    public static Spawn command(List<String> argv) {
        return new Spawn(argv);
    }

    // ---- the program

    /** The program's file, where the first of the arguments, its name, is to be another. */
    public Spawn program(String file) {
        checkString(file, "a program");
        if (file.isEmpty()) throw new IllegalArgumentException("an empty program");
        spec.program = file;
        return this;
    }

    /** Sets one environment variable, on top of the JVM's environment or of what was set before. */
    public Spawn env(String name, String value) {
        checkString(name, "a variable");
        checkString(value, name);
        if (name.isEmpty() || name.indexOf('=') >= 0) throw new IllegalArgumentException("not a name: " + name);
        environment().put(name, value);
        return this;
    }

    /** Starts from an empty environment instead of the JVM's. */
    public Spawn clearEnvironment() {
        spec.env = new LinkedHashMap<>();
        return this;
    }

    private Map<String, String> environment() {
        Map<String, String> env = spec.env;
        if (env == null) {
            env = new LinkedHashMap<>(System.getenv());
            spec.env = env;
        }
        return env;
    }

    /**
     * The working directory, inside the new root. It is entered before the program's ids are taken, so that it may be one that they may
     * not enter, and after it where whoever starts the program may not: as runc does.
     */
    public Spawn directory(String path) {
        checkString(path, "a directory");
        spec.directory = path;
        return this;
    }

    /** Makes the working directory in the new root, and what leads to it, where it is missing. */
    public Spawn createDirectory() {
        spec.createDirectory = true;
        return this;
    }

    /** What the process reads; a pipe unless said otherwise. */
    public Spawn stdin(Stdio stdio) {
        if (stdio instanceof Stdio.ToStdout) throw new IllegalArgumentException("stdin to stdout");
        if (stdio instanceof Stdio.Captured) throw new IllegalArgumentException("stdin has no output to capture");
        spec.stdin = stdio;
        return this;
    }

    /** Where the process writes; a pipe unless said otherwise. */
    public Spawn stdout(Stdio stdio) {
        if (stdio instanceof Stdio.ToStdout) throw new IllegalArgumentException("stdout to stdout");
        spec.stdout = stdio;
        return this;
    }

    /** Where the process writes its errors; a pipe of its own unless said otherwise. */
    public Spawn stderr(Stdio stdio) {
        spec.stderr = stdio;
        return this;
    }

    /** All three streams are this JVM's. */
    public Spawn inheritIO() {
        return stdin(Stdio.inherit()).stdout(Stdio.inherit()).stderr(Stdio.inherit());
    }

    /**
     * Gives the process an open descriptor as {@code number}, 3 or higher. It stays the caller's. Whatever is not given
     * here is closed.
     */
    public Spawn pass(Fd fd, int number) {
        if (number < 3 || number > 1 << 20) throw new IllegalArgumentException("not a number to pass: " + number);
        if (spec.passed.stream().anyMatch(p -> p.number() == number)) {
            throw new IllegalArgumentException("two descriptors as " + number);
        }
        spec.passed.add(new SpawnSpec.Passed(fd, number));
        return this;
    }

    // ---- namespaces

    /**
     * New namespaces for the process. USER makes the others possible without privileges, and wants an {@link #idMap}:
     * without one, root inside is the calling user.
     */
    public Spawn unshare(Namespace... kinds) {
        Collections.addAll(spec.unshare, kinds);
        return this;
    }

    /**
     * A network namespace of its own for the process, as {@code unshare(Namespace.NET)} gives one, but made ahead: each start
     * takes one from the pool, and it ends with its last process. Not together with a user namespace, whose root would have no
     * rights over it.
     */
    public Spawn networkFrom(NetworkNamespacePool pool) {
        if (spec.joins(Namespace.NET)) throw new IllegalArgumentException("two namespaces of kind NET");
        spec.networkPool = pool;
        return this;
    }

    /** Existing namespaces for the process. The handles stay the caller's and must be open at each start. */
    public Spawn join(NamespaceHandle... handles) {
        for (NamespaceHandle h : handles) {
            if (spec.joins(h.kind())) throw new IllegalArgumentException("two namespaces of kind " + h.kind());
            spec.join.add(h);
        }
        return this;
    }

    /**
     * Namespaces of another process, all at once: what {@code nsenter -t PID} does. Its pidfd stays the caller's and must be
     * open, and the process running, at each start. {@link LinuxProcess#openPidFd()} gives that of a started process.
     */
    public Spawn join(ProcessNamespaces process) {
        if (spec.joinProcess != null) throw new IllegalArgumentException("two processes to join");
        for (Namespace kind : process.kinds()) {
            if (spec.joins(kind)) throw new IllegalArgumentException("two namespaces of kind " + kind);
        }
        spec.joinProcess = process;
        return this;
    }

    /**
     * The root directory of a process whose mount namespace is joined: what {@code nsenter --root -t PID} does. Without it the root is
     * what is topmost in that namespace, which differs where the process has called chroot(2), or something was mounted over its root. Its
     * pidfd stays the caller's and must be open, and the process running, at each start.
     *
     * @see <a href="https://man7.org/linux/man-pages/man1/nsenter.1.html">nsenter(1)</a>
     */
    public Spawn rootOf(PidFd process) {
        spec.rootOf = process;
        return this;
    }

    /** The user and group ids of the new user namespace. */
    public Spawn idMap(IdMap map) {
        spec.idMap = map;
        return this;
    }

    /**
     * What the clocks of the new time namespace are moved by (Linux 5.6).
     *
     * @see TimeOffsets
     */
    public Spawn timeOffsets(TimeOffsets offsets) {
        spec.timeOffsets = offsets;
        return this;
    }

    /** Where the process is put before it runs, such as {@code cgroup.placement()}. */
    public Spawn with(Placement placement) {
        spec.placement = placement;
        return this;
    }

    /**
     * How long the program may run; and has {@link LinuxProcess#waitForOutcome()} tell what ended it, also with {@link
     * RunLimits#NONE}.
     */
    public Spawn limits(RunLimits limits) {
        spec.limits = limits;
        return this;
    }

    /**
     * Process 1 of the new pid namespace is an init: it reaps what is orphaned, hands signals on to the program, and ends as the
     * program does, which takes the rest of the namespace along. {@link LinuxProcess} tells the program's own end, and what is
     * sent to it reaches the program; SIGSTOP alone stops only the init.
     *
     * <p>The program is then an ordinary process of the namespace, to which signals have their default actions, and leads the
     * session where {@link #newSession} or {@link #terminal} asks for one. The init is a program of some hundred bytes in a
     * sealed memfd, holds no descriptor of the program's, and has given up the same rights; beside a filtered program it
     * has a filter of its own. Without {@code noNewPrivileges()} a filter may have to come earlier (see {@link #seccomp}), and must
     * then also allow what the init does: clone, execveat, read, write, close, dup3, wait4, rt_sigtimedwait, kill.
     */
    public Spawn init() {
        spec.init = true;
        return this;
    }

    /** The hostname of the new UTS namespace, up to 64 bytes. */
    public Spawn hostname(String name) {
        spec.hostname = checkHostname(name);
        return this;
    }

    /** The NIS domain name of the new UTS namespace, up to 64 bytes. */
    public Spawn domainname(String name) {
        spec.domainname = checkHostname(name);
        return this;
    }

    /** Brings the loopback link of the new network namespace up. */
    public Spawn loopbackUp() {
        spec.loopbackUp = true;
        return this;
    }

    /** Writes a kernel parameter of the new namespaces, such as {@code net.ipv4.ip_forward}. */
    public Spawn sysctl(String key, String value) {
        if (!key.matches("[A-Za-z0-9_*-]+([./][A-Za-z0-9_*.:@-]+)+") || key.contains("..")) {
            throw new IllegalArgumentException("not a sysctl: " + key);
        }
        checkString(value, key);
        spec.sysctls.put(key, value);
        return this;
    }

    // ---- the root

    /**
     * The new root: this directory of the host, entered with pivot_root(2).
     *
     * @throws IllegalArgumentException for a relative path, and for {@code /}
     */
    public Spawn rootfs(Path directory) {
        return rootfs(Rootfs.directory(directory));
    }

    /** The new root: a directory, parts of the host, or an overlay. */
    public Spawn rootfs(Rootfs rootfs) {
        spec.rootfs = rootfs;
        return this;
    }

    /**
     * The new root is moved over the old one, which stays below it, instead of replacing it: for a host whose root is a ramfs, which
     * pivot_root(2) refuses. <b>No boundary</b>: a program with CAP_SYS_CHROOT finds its way back to the host's files.
     */
    public Spawn noPivot() {
        spec.noPivot = true;
        return this;
    }

    /** The new root cannot be written to. */
    public Spawn readOnlyRoot() {
        spec.readOnlyRoot = true;
        return this;
    }

    /**
     * The propagation of the new root after it has been entered. With {@code SHARED} or {@code RSHARED}, and without another user namespace, the
     * host's mounts are not made slaves before: what is mounted below a bind of a shared one appears on the host, and the other
     * way, unless the bind is {@code RSLAVE} or {@code RPRIVATE}. The mount that the root lies on is private.
     */
    public Spawn rootPropagation(Propagation propagation) {
        spec.rootPropagation = propagation;
        return this;
    }

    /** Mounts, in this order. */
    public Spawn mount(Mount... mounts) {
        Collections.addAll(spec.mounts, mounts);
        return this;
    }

    /**
     * Device nodes; in another user namespace than the first they are binds of the host's of the same name, which must have the
     * same type and numbers. Fifos are made there, too.
     */
    public Spawn device(Device... devices) {
        Collections.addAll(spec.devices, devices);
        return this;
    }

    /** A symbolic link in the new root, made after the mounts; one that is there already is left. */
    public Spawn symlink(String path, String target) {
        absolute(path);
        checkString(target, "a link's target");
        spec.symlinks.add(new SpawnSpec.Symlink(path, target));
        return this;
    }

    /** Hides files and directories of the new root, where they exist. */
    public Spawn mask(String... paths) {
        Collections.addAll(spec.masked, absolute(paths));
        return this;
    }

    /** Makes parts of the new root read-only, where they exist. */
    public Spawn readOnly(String... paths) {
        Collections.addAll(spec.readOnly, absolute(paths));
        return this;
    }

    // ---- rights and limits

    /** Who the program runs as, as the new user namespace counts; {@code groups} are the supplementary ones. */
    public Spawn user(long uid, long gid, long... groups) {
        List<Long> list = Arrays.stream(groups).boxed().toList();
        checkId(uid);
        checkId(gid);
        list.forEach(Spawn::checkId);
        spec.user = new SpawnSpec.User(uid, gid, list);
        return this;
    }

    /** The capabilities of the program. */
    public Spawn capabilities(CapabilitySets sets) {
        spec.capabilities = sets;
        return this;
    }

    /** {@code PR_SET_NO_NEW_PRIVS}: no execve grants anything any more. */
    public Spawn noNewPrivileges() {
        spec.noNewPrivileges = true;
        return this;
    }

    /**
     * What root means to the kernel's rules about capabilities, exactly these. Needs CAP_SETPCAP until here; given back where
     * {@link #capabilities} does not have it.
     *
     * @see <a href="https://man7.org/linux/man-pages/man2/PR_SET_SECUREBITS.2const.html">PR_SET_SECUREBITS(2const)</a>
     */
    public Spawn securebits(Securebit... bits) {
        spec.securebits = Set.of(bits);
        return this;
    }

    /**
     * {@code PR_SET_MDWE} (Linux 6.3): memory is never writable and executable at a time, nor made executable later. What the
     * program starts inherits it; the kernel's flag against that would be gone with the execve that begins the program.
     *
     * @see <a href="https://man7.org/linux/man-pages/man2/PR_SET_MDWE.2const.html">PR_SET_MDWE(2const)</a>
     */
    public Spawn denyWriteExecute() {
        spec.denyWriteExecute = true;
        return this;
    }

    /**
     * What the program may still reach, by Landlock's rules, in its own root. With {@link #noNewPrivileges}, or CAP_SYS_ADMIN.
     *
     * @see Landlock#enforced()
     */
    public Spawn landlock(Landlock rules) {
        spec.landlock = rules;
        return this;
    }

    /** A new session keyring, empty and without a name: the program does not see the keys of this JVM's session. */
    public Spawn newKeyring() {
        spec.newKeyring = true;
        spec.keyring = null;
        return this;
    }

    /**
     * The session keyring of that name, made where there is none. It is one for all processes of the same user, in the same user
     * namespace, that join it by its name. The user is the one that the child is before it becomes another: root of its own or
     * joined user namespace, else this JVM's.
     *
     * @see <a href="https://man7.org/linux/man-pages/man3/keyctl_join_session_keyring.3.html">keyctl_join_session_keyring(3)</a>
     */
    public Spawn keyring(String name) {
        checkString(name, "a keyring");
        if (name.isEmpty() || name.startsWith(".")) throw new IllegalArgumentException("not a keyring's name: " + name);
        spec.newKeyring = true;
        spec.keyring = name;
        return this;
    }

    /**
     * The label of a security module, such as a profile of AppArmor, that the program runs under from its execve on.
     *
     * @see SecurityLabel#check()
     */
    public Spawn securityLabel(SecurityLabel label) {
        spec.securityLabel = label;
        return this;
    }

    /** The execution domain. */
    public Spawn personality(Personality personality) {
        spec.personality = personality;
        return this;
    }

    /**
     * Which system calls the program may make. The filter is installed right before execve, which it must allow; only where the
     * program loses rights without {@link #noNewPrivileges()}, before it does.
     *
     * <p>Needs {@link #noNewPrivileges()} or CAP_SYS_ADMIN, which root of a new user namespace has.
     */
    public Spawn seccomp(SeccompPolicy policy) {
        spec.seccomp = policy;
        spec.tellsViolations = false;
        return this;
    }

    /**
     * As {@link #seccomp}, and the {@link Outcome} names the system call that the policy killed for, which the kernel does not tell: where
     * the policy kills, the call waits instead, this JVM takes note of it and kills the process that made it. The call is never made.
     *
     * <p>What differs from {@link #seccomp}: the signal is SIGKILL and not SIGSYS; with KILL_THREAD the whole process dies; a call of which
     * nobody takes note any more, because this JVM has ended, is {@code ENOSYS} and kills nobody. A policy that never kills is installed as
     * it is. Of calls of an architecture that the policy does not list the kernel still kills by itself, and the call is not known.
     *
     * <p>It costs a start by way of an image, the hand-over of the listener, and a thread that sleeps. Not together with {@link #init()},
     * nor with a {@code StartGate} whose process outlives this JVM.
     *
     * @throws IllegalArgumentException for a policy that notifies: who answers its calls can tell of them, by {@link
     *     LinuxProcess#reportViolation}
     * @see <a href="https://man7.org/linux/man-pages/man2/seccomp_unotify.2.html">seccomp_unotify(2)</a>
     */
    public Spawn seccompTelling(SeccompPolicy policy) {
        if (policy.notifies()) {
            throw new IllegalArgumentException(
                    "the seccomp policy " + policy.name() + " notifies: its handler can report what it refuses");
        }
        spec.seccomp = policy.notifyingOfKills();
        spec.tellsViolations = true;
        return this;
    }

    // ---- processors, priorities, memory

    /**
     * The processors that the program may run on; {@link CpuSet#all()} undoes what it would inherit from the starting thread.
     */
    public Spawn affinity(CpuSet cpus) {
        spec.affinity = cpus;
        return this;
    }

    /**
     * The nice value, -20 (first) to 19 (last). Less than this JVM's needs CAP_SYS_NICE in the initial user namespace, or an
     * RLIMIT_NICE.
     *
     * @see <a href="https://man7.org/linux/man-pages/man2/setpriority.2.html">setpriority(2)</a>
     */
    public Spawn nice(int value) {
        if (value < -20 || value > 19) throw new IllegalArgumentException("not a nice value: " + value);
        spec.nice = value;
        return this;
    }

    /** The scheduling policy and its attributes. */
    public Spawn scheduler(Scheduler scheduler) {
        spec.scheduler = scheduler;
        return this;
    }

    /** The priority of the program's disk I/O. */
    public Spawn ioPriority(IoPriority priority) {
        spec.ioPriority = priority;
        return this;
    }

    /** Which memory nodes the program's memory is taken from. */
    public Spawn memoryPolicy(MemoryPolicy policy) {
        spec.memoryPolicy = policy;
        return this;
    }

    /**
     * Core scheduling (Linux 5.14): while the program, or what it starts, is on a processor, nobody else is on those that
     * share its core. On a machine without such processors there is nothing to do.
     *
     * @see <a href="https://man7.org/linux/man-pages/man2/prctl.2.html">prctl(2), PR_SCHED_CORE</a>
     */
    public Spawn coreScheduling() {
        spec.ownCores = true;
        spec.coresOf = 0;
        return this;
    }

    /**
     * Core scheduling together with a process that runs: the program gets its cookie (PR_SCHED_CORE_SHARE_FROM), and may share a core
     * with it and with nobody else. Needs ptrace rights over it. For processes that run already: {@link
     * io.jlinux.sched.CoreScheduling}.
     *
     * <p>Not together with a new or joined pid namespace, in which the process has no number: start the program from a thread that took
     * the cookie by {@link io.jlinux.sched.CoreScheduling#shareFrom}, as children inherit it.
     *
     * @see <a href="https://man7.org/linux/man-pages/man2/prctl.2.html">prctl(2), PR_SCHED_CORE</a>
     */
    public Spawn coreSchedulingOf(long pid) {
        if (pid <= 0 || pid > Integer.MAX_VALUE) throw new IllegalArgumentException("not a pid: " + pid);
        spec.ownCores = false;
        spec.coresOf = pid;
        return this;
    }

    /**
     * How much later than asked for the program's timers may fire, so that wake-ups fall together; at least 1 ns.
     *
     * @see <a href="https://man7.org/linux/man-pages/man2/PR_SET_TIMERSLACK.2const.html">PR_SET_TIMERSLACK(2const)</a>
     */
    public Spawn timerSlack(Duration slack) {
        if (slack.isNegative() || slack.isZero()) throw new IllegalArgumentException("not a timer slack: " + slack);
        spec.timerSlack = slack;
        return this;
    }

    // ---- what is inherited

    /** The file mode creation mask, 0 to 0777. */
    public Spawn umask(int mask) {
        if (mask < 0 || mask > 0777) throw new IllegalArgumentException("not a umask: " + Integer.toOctalString(mask));
        spec.umask = mask;
        return this;
    }

    /**
     * Resource limits, one for each resource. A hard one above this JVM's own needs {@code CAP_SYS_RESOURCE} in the first user namespace,
     * also for a program in another one.
     */
    public Spawn rlimit(Rlimit... limits) {
        for (Rlimit l : limits) {
            if (spec.rlimits.stream().anyMatch(r -> r.resource() == l.resource())) {
                throw new IllegalArgumentException("two limits of " + l.resource());
            }
            spec.rlimits.add(l);
        }
        return this;
    }

    /** How likely the kernel picks the process when memory is short, -1000 to 1000. */
    public Spawn oomScoreAdj(int value) {
        if (value < -1000 || value > 1000) throw new IllegalArgumentException("not an oom_score_adj: " + value);
        spec.oomScoreAdj = value;
        return this;
    }

    /**
     * A session of its own, without a controlling terminal: setsid(2).
     *
     * <p>A program that is not trusted needs one where a stream of it is a terminal ({@link Stdio#inherit()}): what shares its controlling
     * terminal with this JVM can put input into it, which the shell behind the JVM reads and carries out ({@code ioctl(TIOCSTI)}, unless
     * {@code dev.tty.legacy_tiocsti} is 0, Linux 6.2). {@link #terminal} gives it one of its own; a sandbox refuses the call besides.
     */
    public Spawn newSession() {
        spec.newSession = true;
        return this;
    }

    /** A pseudo terminal as controlling terminal and standard streams; the process' Java streams are its other side. */
    public Spawn terminal(Terminal terminal) {
        spec.terminal = terminal;
        return this;
    }

    /** As {@link #terminal(Terminal)}; its other side is given to {@code receiver}, and the Java streams are empty. */
    public Spawn terminal(Terminal terminal, Terminal.Receiver receiver) {
        spec.terminal = terminal;
        spec.terminalReceiver = receiver;
        return this;
    }

    /** The signal that the process gets when this JVM ends, however it ends. */
    public Spawn parentDeathSignal(Signal signal) {
        spec.parentDeathSignal = signal;
        return this;
    }

    // ---- stops on the way

    /**
     * The process stops before its program begins, with everything else done, until somebody {@linkplain StartGate#open opens}
     * the gate: this JVM or another one. {@link #start()} returns when it waits there. It keeps nothing of this JVM and may
     * outlive it. Its program is looked up before it waits.
     */
    public Spawn waitAt(StartGate gate) {
        spec.gate = gate;
        return this;
    }

    /**
     * The child becomes a program of its own, a small sealed one, before it does anything else. Without it the child of a plain
     * start is this JVM's {@code java} until its execve, and a root whose {@code /bin/sh} is a link to {@code /proc/self/exe}
     * would have {@code java} executed inside, with a way to the file on the host (CVE-2019-5736). For roots that an enemy may
     * have filled; it costs one more execve, some 70 µs. Whatever joins namespaces in which others can look at the child, changes
     * its ids or waits has it anyway.
     */
    public Spawn ownImage() {
        spec.ownImage = true;
        return this;
    }

    /**
     * The status of the process is left in the kernel until it is asked for here ({@link LinuxProcess#waitFor}, {@link
     * LinuxProcess#isAlive}, {@link LinuxProcess#onExit}); by itself this JVM takes none. When this JVM ends first, the status of a process
     * that has ended already is its next parent's: an engine's monitor (PR_SET_CHILD_SUBREAPER), which would otherwise never be told of a
     * short program. Not together with limits, which are watched until the end.
     *
     * @see <a href="https://man7.org/linux/man-pages/man2/waitid.2.html">waitid(2)</a>
     */
    public Spawn leaveStatus() {
        spec.leavesStatus = true;
        return this;
    }

    /** What this JVM does when the process exists, and before that process has done anything. */
    public Spawn onChild(Checkpoint checkpoint) {
        spec.onChild = checkpoint;
        return this;
    }

    /**
     * What this JVM does when all mounts of the new root are there, before {@link #readOnly} and {@link #mask} are carried out and the
     * process enters it.
     */
    public Spawn beforeRoot(Checkpoint checkpoint) {
        spec.beforeRoot = checkpoint;
        return this;
    }

    /**
     * What this JVM does while the process makes its way to its program, which waits for nothing: work that needs the pid and that the
     * program does not need, in time that would be spent waiting. The program may have begun when it fails; the process is killed then.
     * {@link #start()} returns when both are done.
     */
    public Spawn meanwhile(Checkpoint work) {
        spec.meanwhile = work;
        return this;
    }

    // ---- doing it

    /**
     * Everything that the child will do, one line a system call, in order. Nothing is started.
     *
     * @throws IllegalArgumentException as {@link #start()}
     * @throws LinuxException when something that the start needs to open cannot be opened
     */
    public List<String> explain() throws LinuxException {
        return Start.explain(spec);
    }

    /**
     * Starts the process, and returns when its program has begun.
     *
     * <p>A root that was asked for before, also for another command, is compiled once, as if it had been {@linkplain #prepare() prepared}: the last 16
     * are kept.
     *
     * @throws IllegalArgumentException when what was asked for contradicts itself; nothing has happened
     * @throws SpawnException when the child failed at a step before the program began; nothing of it is left
     * @throws IOException when something that the start needs to open or write was refused; nothing is left
     */
    public LinuxProcess start() throws IOException {
        return Start.start(spec, RecentPlans.get().of(spec));
    }

    /**
     * What was asked for until now, to be started again and again: it is checked and compiled once, and need not be looked up. Changes of this
     * builder do not reach it.
     */
    public PreparedSpawn prepare() {
        return new PreparedSpawn(spec.copy(), null);
    }

    /**
     * As above, for starts that each have a name of their own: {@link PreparedSpawn#start(Placement, String)} puts it in the place of {@code
     * placeholder}, which may be a part of the sources of binds and of the session keyring's name.
     *
     * <pre>{@code
     * PreparedSpawn job = spawn.mount(Mount.bind(Path.of("/jobs/%JOB%"), "/job")).prepare("%JOB%");
     * for (String name : names) job.start(null, name).waitFor();
     * }</pre>
     *
     * @throws IllegalArgumentException for an empty placeholder
     */
    public PreparedSpawn prepare(String placeholder) {
        checkString(placeholder, "a placeholder");
        if (placeholder.isEmpty()) throw new IllegalArgumentException("an empty placeholder");
        return new PreparedSpawn(spec.copy(), placeholder);
    }

    /** Makes one step of the next starts fail. For tests of what a failure leaves behind. */
    Spawn breakStep(int step) {
        spec.broken = step;
        return this;
    }

    /** What the next starts believe of the kernel. For tests of the ways that older kernels need. */
    Spawn features(KernelFeatures features) {
        spec.features = features;
        return this;
    }

    /** The ABI of Landlock that the next starts believe in. For tests. */
    Spawn landlockAbi(int abi) {
        spec.landlockAbi = abi;
        return this;
    }

    /** What was asked for so far. For tests. */
    SpawnSpec spec() {
        return spec;
    }

    private static String checkHostname(String name) {
        checkString(name, "a hostname");
        if (name.getBytes(StandardCharsets.UTF_8).length > 64) {
            throw new IllegalArgumentException("a hostname of more than 64 bytes: " + name);
        }
        return name;
    }

    private static void checkId(long id) {
        if (id < 0 || id > 0xffff_fffeL) throw new IllegalArgumentException("not an id: " + id);
    }

    private static String[] absolute(String... paths) {
        for (String p : paths) {
            checkString(p, "a path");
            if (!p.startsWith("/")) throw new IllegalArgumentException("not an absolute path: " + p);
        }
        return paths;
    }

    static void checkString(String s, String what) {
        Objects.requireNonNull(s, what);
        if (s.indexOf('\0') >= 0) throw new IllegalArgumentException(what + " with a NUL character");
    }
}
