package io.jlinux.spawn;

import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.spawn.tape.Arg;
import io.jlinux.spawn.tape.CloneRequest;
import io.jlinux.spawn.tape.ImageLauncher;
import io.jlinux.spawn.tape.ListenerSlot;
import io.jlinux.spawn.tape.Slot;
import io.jlinux.spawn.tape.Step;
import io.jlinux.spawn.tape.TapeBuilder;
import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.KernelFeatures;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Signal;
import io.jlinux.sys.raw.CloneFlags;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.Syscall;
import org.jspecify.annotations.Nullable;

/**
 * Turns what was asked for into a tape. The order is the point: each step is where the one before it allows it and the one
 * after it needs it.
 *
 * <pre>
 *   prelude (image) or head (direct): move into v1 cgroups · [joining: close what the image does not need]
 *   image only: wait at the gate until the parent has written the id maps
 *   id map of one's own · join · unshare cgroup, time · fork for a joined pid or a new time namespace
 *   session · loopback · oom_score_adj
 *   mounts, devices, links, masks · pivot_root · read-only root
 *   hostname · sysctls · affinity, priorities, scheduler · resource limits · keyring · personality · security label
 *   seccomp, without no_new_privs
 *   no_new_privs · Landlock · bounding set · groups, ids · directory · capabilities, securebits · umask
 *   streams · close the rest · [vfork: the program goes on, then its init] · unblock signals · seccomp · execve
 * </pre>
 */
final class SpawnCompiler {
    private static final int SIGCHLD = 17;
    private static final int SIGSYS_MAX = 64;
    private static final int PR_SET_PDEATHSIG = 1;
    private static final int PR_SET_DUMPABLE = 4;

    private final SpawnSpec spec;
    private final Descriptors fds;
    private final TapeBuilder tape = new TapeBuilder();
    private @Nullable Slot forked;
    private @Nullable Slot offsetsFile;
    private @Nullable Slot procfs;
    private final HostView host;

    private SpawnCompiler(SpawnSpec spec, Descriptors fds) {
        this.spec = spec;
        this.fds = fds;
        this.host = new HostView(spec.naming);
    }

    /**
     * Whether the child needs memory of its own: what changes its ids would change the JVM's dumpable flag, what forbids
     * memory to be made executable would forbid it to the JVM, what joins namespaces in which others can see it would show them
     * the JVM's memory, what waits would keep the calling thread asleep, and what the parent has to allow is allowed while it waits. And
     * whoever asks for it.
     */
    static boolean needsImage(SpawnSpec spec) {
        return (spec.joinsAny() && !spec.joinsUnseen())
                || spec.unshares(Namespace.TIME)
                || spec.waits()
                || parentWritesMap(spec)
                || spec.denyWriteExecute
                || spec.ownImage
                || SeccompSteps.needsImage(spec)
                || IdentitySteps.changesIds(spec)
                || !HostLimits.of(spec).isEmpty();
    }

    static boolean parentWritesMap(SpawnSpec spec) {
        IdMap map = spec.idMap;
        return spec.unshares(Namespace.USER) && map != null && !map.isSelfOnly();
    }

    static Plan compile(SpawnSpec spec, Descriptors fds) throws LinuxException {
        return new SpawnCompiler(spec, fds).compile();
    }

    private Plan compile() throws LinuxException {
        ImageLauncher.Channels channels = fds.channels();
        TapeBuilder head = channels == null ? tape : new TapeBuilder();
        if (spec.unshares(Namespace.USER) || spec.user != null) host.caller();
        head(head);
        if (channels != null) waitAtGate(channels);
        deathSignal();
        procfs = LabelSteps.openProcfs(spec, tape);
        namespaces(channels != null);
        GateSteps gates = new GateSteps(tape);
        if (forked != null && spec.onChild != null && channels != null) gates.sync("the process exists", channels);
        RootSteps root = new RootSteps(spec, tape, fds, host);
        if (makesFiles()) umask(root);
        else root.add(fds);
        NamespaceSteps.names(spec, tape);
        NamespaceSteps.sysctls(spec, tape, root.mounts());
        IdentitySteps identity = new IdentitySteps(spec, tape);
        SchedulingSteps.add(spec, tape);
        identity.rlimits();
        if (procfs != null) LabelSteps.setOfKeyring(spec, tape, procfs);
        SecuritySteps.add(spec, tape);
        if (procfs != null) LabelSteps.set(spec, tape, procfs);
        ListenerSlot listener = SeccompSteps.isLast(spec) ? null : SeccompSteps.install(spec, tape, channels);
        identity.drop();
        if (spec.umask != null) umask("set", Arg.mode(spec.umask));
        Slot terminal = root.terminal();
        Fd ofHost = spec.terminalOfHost() ? fds.childEnd(0) : null;
        if (!spec.init && ofHost != null) TerminalSteps.control(tape, Arg.fd(ofHost));
        if (!spec.init && terminal != null) TerminalSteps.control(tape, Arg.ref(terminal));
        deathSignal();
        Fd[] alive = fds.parentAlive();
        if (alive != null) {
            if (channels == null) PathSteps.close(tape, Arg.fd(alive[0]));
            NamespaceSteps.checkParent(tape, alive[1]);
        }
        ExecSteps exec = new ExecSteps(spec, tape);
        ListenerSlot last = exec.add(fds, terminal);
        return new Plan(
                channels == null ? null : head,
                tape,
                cloneRequest(),
                forked,
                exec.held(),
                listener == null ? last : listener,
                root.made(),
                host,
                null);
    }

    /** The same start once more, of a tape that holds for it: only what comes before the tape is made anew. */
    static Plan again(SpawnSpec spec, Descriptors fds, Plan before) {
        SpawnCompiler compiler = new SpawnCompiler(spec, fds);
        TapeBuilder head = before.prelude() == null ? null : new TapeBuilder();
        if (head != null) compiler.head(head);
        return before.with(head, compiler.cloneRequest(), fds);
    }

    /** What an image's child does before the image begins, and any other first. */
    private void head(TapeBuilder head) {
        resetSignals(head);
        joinCgroups(head);
        ImageLauncher.Channels channels = fds.channels();
        if (channels == null) return;
        if (!spec.joinsAny()) {
            if (spec.unshares(Namespace.USER)) IdentitySteps.raise(spec, head);
            return;
        }
        // a JDK opens some files without O_CLOEXEC: whoever is in the namespaces must not find them (CVE-2024-21626)
        ImageLauncher.closeOthers(head, fds.forImage(spec), channels, spec.features.closeRange());
    }

    private CloneRequest cloneRequest() {
        KernelFeatures features = spec.features;
        long flags = NamespaceSteps.cloneFlags(spec);
        Placement.Entry placement = fds.placement();
        int cgroup =
                placement == null ? -1 : placement.intoCgroup().map(Fd::number).orElse(-1);
        if (cgroup >= 0) flags |= CloneFlags.CLONE_INTO_CGROUP;
        if (features.clearSighand()) flags |= CloneFlags.CLONE_CLEAR_SIGHAND;
        return new CloneRequest(features.clone3(), flags, SIGCHLD, cgroup);
    }

    /** Without CLONE_CLEAR_SIGHAND the JVM's handlers must go before signals are unblocked. */
    private void resetSignals(TapeBuilder tape) {
        if (spec.features.clearSighand()) return;
        for (int s = 1; s <= SIGSYS_MAX; s++) {
            if (s == Signal.KILL.number() || s == Signal.STOP.number()) continue;
            tape.call(
                    "reset",
                    Signal.describe(s),
                    Syscall.RT_SIGACTION,
                    Arg.num(s),
                    new Arg.Bytes(new byte[32], "SIG_DFL"),
                    Arg.num(0),
                    Arg.num(8));
        }
    }

    private void joinCgroups(TapeBuilder head) {
        Placement.Entry placement = fds.placement();
        if (placement == null) return;
        for (Fd file : placement.joinFiles()) {
            head.call("join cgroup", file.label(), Syscall.WRITE, Arg.fd(file), Arg.text("0"), Arg.num(1))
                    .retryInterrupted();
        }
    }

    private void waitAtGate(ImageLauncher.Channels channels) {
        GateSteps gates = new GateSteps(tape);
        gates.mark(channels.alive());
        fds.startGate().forEach(gates::mark);
        offsetsFile = NamespaceSteps.openOffsets(spec, tape);
        if (spec.joinsAny()) {
            // as the time offsets; what it forks has the same
            oomScoreAdj();
            // peers in the joined namespaces must not look into this process
            tape.call("set", "not dumpable", Syscall.PRCTL, Arg.flags(PR_SET_DUMPABLE, "PR_SET_DUMPABLE"), Arg.num(0));
            ownStreams();
        }
        Slot read = tape.slot("read");
        tape.call(
                        "wait for",
                        "the parent",
                        Syscall.READ,
                        Arg.fd(channels.gate()),
                        new Arg.Out(tape.slot("byte")),
                        Arg.num(1))
                .into(read)
                .retryInterrupted();
        tape.check("wait for", "the parent", Arg.ref(read), -1, 1, Errno.ECANCELED);
    }

    /** The JVM's own streams are none of those that peers may look for, with rights over the host, in a process that joins them. */
    private void ownStreams() {
        Slot none = tape.slot("null");
        boolean terminal = spec.terminal != null && !spec.terminalOfHost();
        if (terminal) {
            tape.call(
                            "open",
                            "/dev/null",
                            Syscall.OPENAT,
                            Arg.flags(Fcntl.AT_FDCWD, "AT_FDCWD"),
                            Arg.text("/dev/null"),
                            Arg.flags(Fcntl.O_RDWR | Fcntl.O_CLOEXEC, "O_RDWR|O_CLOEXEC"),
                            Arg.num(0))
                    .into(none);
        }
        for (int number = 0; number <= 2; number++) {
            Fd end = fds.childEnd(number == 2 && spec.stderr instanceof Stdio.ToStdout ? 1 : number);
            if (end == null && !terminal) continue;
            Arg from = end == null ? Arg.ref(none) : Arg.fd(end);
            tape.call("duplicate to", Integer.toString(number), Syscall.DUP3, from, Arg.num(number), Arg.num(0))
                    .retryAgain();
        }
        if (terminal) PathSteps.close(tape, Arg.ref(none));
    }

    private void deathSignal() {
        Signal signal = spec.parentDeathSignal;
        if (signal == null) return;
        Arg number = Arg.flags(signal.number(), "SIG" + signal);
        tape.call("set", "parent death signal", Syscall.PRCTL, Arg.flags(PR_SET_PDEATHSIG, "PR_SET_PDEATHSIG"), number);
    }

    private void namespaces(boolean image) {
        if (spec.unshares(Namespace.USER) && !spec.joinsAny()) {
            if (parentWritesMap(spec)) IdentitySteps.becomeRoot(tape);
            else writeOwnMap();
            if (image) IdentitySteps.lowerAmbient(spec, tape);
        }
        boolean fork = NamespaceSteps.join(spec, fds.joins(), tape);
        Fd joined = fds.root();
        if (joined != null) NamespaceSteps.enter(joined, tape);
        // what is made in file systems of a joined user namespace must belong to one of its ids, and so must keys
        boolean owns = makesFiles() || spec.keyring != null;
        if (spec.joins(Namespace.USER) && spec.user != null && owns) IdentitySteps.becomeRoot(tape);
        NamespaceSteps.unshareLate(spec, tape, offsetsFile);
        if (spec.unshares(Namespace.USER) && spec.joinsAny()) writeOwnMap();
        if (fork) {
            forked = tape.slot("pid");
            NamespaceSteps.fork(tape, forked);
            deathSignal();
        }
        if (spec.newSession || spec.terminal != null) tape.call("start", "a session", Syscall.SETSID);
        if (spec.loopbackUp && !spec.loopbackIsUp()) NamespaceSteps.loopbackUp(tape);
        if (!image || !spec.joinsAny()) oomScoreAdj();
    }

    private void oomScoreAdj() {
        Integer adj = spec.oomScoreAdj;
        if (adj != null) NamespaceSteps.write(tape, "set oom_score_adj", "/proc/self/oom_score_adj", adj.toString());
    }

    private void writeOwnMap() {
        NamespaceSteps.writeOwnMap(tape, spec.idMap == null ? IdMap.rootToSelf() : spec.idMap);
    }

    private boolean makesFiles() {
        return (spec.rootfs != null && EnterSteps.directory(spec.rootfs) == null)
                || !spec.mounts.isEmpty()
                || !spec.devices.isEmpty()
                || !spec.symlinks.isEmpty()
                || (spec.terminal != null && !spec.terminalOfHost());
    }

    /** Modes of what is made are those that were asked for. */
    private void umask(RootSteps root) throws LinuxException {
        Slot before = tape.slot("umask");
        umask("clear", Arg.num(0)).into(before);
        root.add(fds);
        umask("restore", Arg.ref(before));
    }

    private Step umask(String operation, Arg mask) {
        return tape.call(operation, "umask", Syscall.UMASK, mask);
    }
}
