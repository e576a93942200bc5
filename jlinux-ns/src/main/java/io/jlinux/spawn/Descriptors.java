package io.jlinux.spawn;

import io.jlinux.mount.Mount;
import io.jlinux.ns.Namespace;
import io.jlinux.spawn.tape.ImageLauncher;
import io.jlinux.spawn.tape.InitImage;
import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.KernelFeatures;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.PidFd;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.Poll;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one start has open in the parent. Closing it closes all that was not handed over to the {@link LinuxProcess}. */
final class Descriptors implements AutoCloseable {
    private static final int AF_UNIX = 1;
    private static final int SOCK_SEQPACKET_CLOEXEC = 5 | 0x80000;

    /** So that there always are numbers below the channel's to be closed: a tape has the same entries in every start. */
    private static final int ABOVE_ANOTHER = 4;

    private final List<Fd> opened = new ArrayList<>();
    private final boolean dry;
    private final @Nullable Fd[] childEnds = new @Nullable Fd[3];
    private final @Nullable Fd[] parentEnds = new @Nullable Fd[3];
    private Placement.@Nullable Entry placement;
    private ImageLauncher.@Nullable Channels channels;
    private Fd @Nullable [] parentAlive;
    private Fd @Nullable [] terminal;
    private Terminal.@Nullable Receiver terminalReceiver;
    private @Nullable Fd initStatus;
    private List<Join> joins = List.of();
    private @Nullable Fd root;
    private List<Fd> gate = List.of();
    private Spares spares = Spares.NONE;
    private final IdentityHashMap<Mount, Fd> trees = new IdentityHashMap<>();
    private final List<Fd> held = new ArrayList<>();

    private Descriptors(boolean dry) {
        this.dry = dry;
    }

    /**
     * Opens what {@code spec} needs.
     *
     * @param network the namespace that was taken from the pool, if there is one; it stays the caller's
     * @param image whether the child plays its tape in an image of its own
     * @param dry for {@link Spawn#explain()}: files of streams are not created or truncated
     */
    static Descriptors open(SpawnSpec spec, @Nullable Fd network, boolean image, boolean dry) throws LinuxException {
        Descriptors d = new Descriptors(dry);
        try {
            if (spec.terminalOfHost()) {
                d.hostTerminal(spec.terminal);
            } else if (spec.terminal == null) {
                d.stream(0, spec.stdin);
                d.stream(1, spec.stdout);
                if (!(spec.stderr instanceof Stdio.ToStdout)) d.stream(2, spec.stderr);
            } else {
                d.terminal = d.keep(socketPair());
                d.terminalReceiver = spec.terminalReceiver;
            }
            if (spec.placement != null) d.place(spec.placement.open(), spec.features);
            if (image) d.channels = ImageLauncher.Channels.open(Math.max(ABOVE_ANOTHER, abovePassed(spec)));
            if (spec.gate != null) d.openGate(spec.gate, abovePassed(spec));
            Fd taken = dry && spec.networkPool != null ? d.keep(someNetwork()) : network;
            d.joins = Join.plan(spec, taken, d::keep);
            if (spec.rootOf != null) d.root = d.keep(rootOf(spec.rootOf));
            d.mounts(spec);
            if (spec.init) d.initStatus = d.keep(d.eventFd(abovePassed(spec)));
            if (spec.parentDeathSignal != null) d.parentAlive = d.keep(pipe("parent alive"));
            return d;
        } catch (LinuxException | RuntimeException e) {
            d.close();
            d.closeParentEnds();
            throw e;
        }
    }

    private void openGate(StartGate startGate, int above) throws LinuxException {
        Fd start = keep(dry ? DevNull.get().duplicate() : startGate.openStart(above));
        gate = List.of(start, keep(dry ? DevNull.get().duplicate() : startGate.openResult(above)));
    }

    /** Where the child waits to be started, and where it says that it could not: both, or none. */
    List<Fd> startGate() {
        return gate;
    }

    /** The program's own numbers are filled in while the child still needs its channel. */
    private static int abovePassed(SpawnSpec spec) {
        return spec.passed.stream().mapToInt(SpawnSpec.Passed::number).max().orElse(2) + 1;
    }

    /** Above what is passed, which would take its number. */
    private Fd eventFd(int above) throws LinuxException {
        long r = RawSyscall.call(Syscall.EVENTFD2, 0, Poll.EFD_CLOEXEC | Poll.EFD_NONBLOCK);
        try (Fd low = Fd.adopt((int) Result.check(r, "eventfd", "init status"), "init status")) {
            long copy = RawSyscall.call(Syscall.FCNTL, low.number(), Fcntl.F_DUPFD_CLOEXEC, Math.max(3, above));
            return Fd.adopt((int) Result.check(copy, "duplicate", low.label()), low.label());
        }
    }

    /** Where the init tells how the program ended. */
    Fd initStatus() {
        Fd status = initStatus;
        if (status == null) throw new IllegalStateException("no init was asked for");
        return status;
    }

    /** The same for the process, which keeps it open; null without an init. */
    @Nullable
    Fd takeInitStatus() {
        Fd status = initStatus;
        if (status != null) opened.remove(status);
        return status;
    }

    private void hostTerminal(@Nullable Terminal size) throws LinuxException {
        if (size == null) return;
        HostTerminal t = HostTerminal.open(size);
        keep(t.slave());
        for (int i = 0; i < 3; i++) childEnds[i] = t.slave();
        parentEnds[0] = t.master();
    }

    /** For explain(), which takes nothing from the pool: any descriptor, to be printed. */
    private static Fd someNetwork() throws LinuxException {
        Fd any = DevNull.get();
        long copy = RawSyscall.call(Syscall.FCNTL, any.number(), Fcntl.F_DUPFD_CLOEXEC, 3);
        return Fd.adopt((int) Result.check(copy, "duplicate", any.label()), Join.OF_POOL);
    }

    private void place(Placement.Entry entry, KernelFeatures features) throws LinuxException {
        placement = entry;
        Optional<Fd> cgroup = entry.intoCgroup();
        if (cgroup.isPresent() && !features.cloneIntoCgroup()) {
            // before Linux 5.7 the child moves itself, as on v1
            List<Fd> files = new ArrayList<>(entry.joinFiles());
            files.add(cgroup.get().openAt("cgroup.procs", Fcntl.O_WRONLY));
            cgroup.get().close();
            placement = new Placement.Entry(Optional.empty(), files);
        }
    }

    private void mounts(SpawnSpec spec) throws LinuxException {
        int needed = Spares.needed(spec);
        if (needed > 0) {
            List<Fd> numbers = new ArrayList<>();
            for (int i = 0; i < needed; i++) numbers.add(keep(DevNull.get().duplicate()));
            spares = new Spares(numbers);
            held.addAll(numbers);
        }
        for (Mount m : spec.mounts) {
            if (!(m instanceof Mount.Bind b) || b.idMap().isEmpty() || trees.containsKey(m)) continue;
            Fd tree = keep(dry ? IdMappedTree.pretend(b, DevNull.get()) : IdMappedTree.open(b, spec.features));
            trees.put(m, tree);
            held.add(tree);
        }
    }

    /** Numbers that the child may use for what a path has to name. */
    Spares spares() {
        return spares;
    }

    /** The detached copies of trees that the child only attaches. */
    IdentityHashMap<Mount, Fd> trees() {
        return trees;
    }

    private void stream(int number, Stdio stdio) throws LinuxException {
        if (stdio instanceof Stdio.Pipe || stdio instanceof Stdio.Captured) {
            Fd[] pipe = pipe(number == 0 ? "stdin" : number == 1 ? "stdout" : "stderr");
            int child = number == 0 ? 0 : 1;
            childEnds[number] = keep(pipe[child]);
            parentEnds[number] = pipe[1 - child];
        } else if (stdio instanceof Stdio.DevNull || (dry && stdio instanceof Stdio.File)) {
            childEnds[number] = DevNull.get();
        } else if (stdio instanceof Stdio.File f) {
            int write = Fcntl.O_WRONLY | Fcntl.O_CREAT | (f.append() ? Fcntl.O_APPEND : Fcntl.O_TRUNC);
            childEnds[number] = keep(openHigh(f.path(), number == 0 ? Fcntl.O_RDONLY : write));
        } else if (stdio instanceof Stdio.Descriptor d) {
            // a copy: its number is above 2, so that the streams do not overwrite one another
            childEnds[number] = keep(d.fd().duplicate());
        }
    }

    static Fd openHigh(Path path, int flags) throws LinuxException {
        return high(Fd.open(path, flags, 0666));
    }

    /** A JVM that was started without standard streams could get 0 to 2 for anything. */
    static Fd high(Fd fd) throws LinuxException {
        if (fd.number() > 2) return fd;
        try (fd) {
            return fd.duplicate();
        }
    }

    private static Fd[] pipe(String label) throws LinuxException {
        return pair(Syscall.PIPE2, label, " (read)", " (write)");
    }

    private static Fd[] socketPair() throws LinuxException {
        return pair(Syscall.SOCKETPAIR, "terminal", " (parent)", " (child)");
    }

    private static Fd[] pair(Syscall call, String label, String first, String second) throws LinuxException {
        try (Scratch s = Scratch.borrow()) {
            long r = call == Syscall.PIPE2
                    ? RawSyscall.call(call, s.address(), Fcntl.O_CLOEXEC)
                    : RawSyscall.call(call, AF_UNIX, SOCK_SEQPACKET_CLOEXEC, 0, s.address());
            Result.check(r, call.kernelName(), label);
            Fd one = Fd.adopt(s.buffer().getInt(0), label + first);
            Fd other = Fd.adopt(s.buffer().getInt(4), label + second);
            try {
                one = high(one);
                other = high(other);
                return new Fd[] {one, other};
            } catch (LinuxException e) {
                one.close();
                other.close();
                throw e;
            }
        }
    }

    private Fd keep(Fd fd) {
        opened.add(fd);
        return fd;
    }

    private Fd[] keep(Fd[] fds) {
        opened.addAll(List.of(fds));
        return fds;
    }

    /** The child's end of a standard stream, or null where it is inherited. */
    @Nullable
    Fd childEnd(int number) {
        return childEnds[number];
    }

    Placement.@Nullable Entry placement() {
        return placement;
    }

    ImageLauncher.@Nullable Channels channels() {
        return channels;
    }

    /** A pipe whose write end tells the child whether this JVM, which has the read end, still lives. */
    Fd @Nullable [] parentAlive() {
        return parentAlive;
    }

    /** The child's end of the socket over which it sends its terminal. */
    Fd terminalSocket() {
        Fd[] pair = terminal;
        if (pair == null) throw new IllegalStateException("no terminal was asked for");
        return pair[1];
    }

    /** The namespaces to join, in their order. */
    List<Join> joins() {
        return joins;
    }

    /** A directory that exactly this process has as its root. */
    private static Fd rootOf(PidFd process) throws LinuxException {
        Path link = Path.of("/proc", Long.toString(process.pid()), "root");
        Fd root = Fd.open(link, Fcntl.O_PATH | Fcntl.O_DIRECTORY);
        boolean same = false;
        try {
            same = !process.hasExited();
        } finally {
            if (!same) root.close();
        }
        if (same) return root;
        throw new LinuxException("open", link.toString(), Errno.ESRCH.number());
    }

    /** What becomes the root after the joins, or null. */
    @Nullable
    Fd root() {
        return root;
    }

    /** What each call joins. */
    List<Set<Namespace>> joinedKinds() {
        return joins.stream().map(Join::kinds).toList();
    }

    /**
     * Those that a kept tape names, whose numbers each start puts in; null where there is none. Places in cgroups are before the tape, and
     * joined namespaces have places of their own.
     */
    List<@Nullable Fd> ofTape() {
        List<@Nullable Fd> list = new ArrayList<>(Arrays.asList(childEnds));
        list.add(channels == null ? null : channels.gate());
        list.add(channels == null ? null : channels.alive());
        list.add(parentAlive == null ? null : parentAlive[0]);
        list.add(parentAlive == null ? null : parentAlive[1]);
        return list;
    }

    /** What the image must find open, besides its own channels. */
    List<Fd> forImage(SpawnSpec spec) {
        List<Fd> list = new ArrayList<>();
        for (Fd fd : childEnds) {
            if (fd != null) list.add(fd);
        }
        if (parentAlive != null) list.add(parentAlive[1]);
        if (terminal != null) list.add(terminal[1]);
        if (initStatus != null) {
            list.add(initStatus);
            list.add(InitImage.file());
        }
        spec.passed.forEach(p -> list.add(p.fd()));
        joins.stream().map(Join::fd).distinct().forEach(list::add);
        if (root != null) list.add(root);
        list.addAll(gate);
        list.addAll(held);
        return list;
    }

    /** The Java streams of the started process. They own their descriptors from here on. */
    Pipes pipes(SpawnSpec spec) throws LinuxException {
        Fd[] pair = terminal;
        if (pair != null) {
            Fd master = TerminalSteps.receive(pair[0]);
            Terminal.Receiver receiver = terminalReceiver;
            if (receiver == null) return pipes(master);
            try (master) {
                receiver.accept(master);
                InputStream none = InputStream.nullInputStream();
                return new Pipes(closedOutput(), none, none, null, null, null);
            }
        }
        Fd in = parentEnds[0];
        if (in != null && spec.terminalOfHost()) return pipes(in);
        CaptureSink out = sink(1, spec.stdout);
        CaptureSink err = sink(2, spec.stderr);
        return new Pipes(
                in == null ? closedOutput() : FdStream.output(in), input(1, out), input(2, err), out, err, null);
    }

    private static Pipes pipes(Fd master) throws LinuxException {
        try {
            OutputStream writer = FdStream.output(master.duplicate());
            InputStream reader = FdStream.input(master);
            ProcessTerminal terminal = new ProcessTerminal(reader, writer);
            return new Pipes(writer, reader, InputStream.nullInputStream(), null, null, terminal);
        } catch (LinuxException e) {
            master.close();
            throw e;
        }
    }

    private @Nullable CaptureSink sink(int number, Stdio stdio) throws LinuxException {
        Fd end = parentEnds[number];
        return end != null && stdio instanceof Stdio.Captured c ? new CaptureSink(end, c.capture()) : null;
    }

    private InputStream input(int number, @Nullable CaptureSink sink) {
        Fd end = parentEnds[number];
        return end == null || sink != null ? InputStream.nullInputStream() : FdStream.input(end);
    }

    private static OutputStream closedOutput() {
        OutputStream none = OutputStream.nullOutputStream();
        try {
            none.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return none;
    }

    /** After a failed start: nobody has taken the parent's ends. */
    void closeParentEnds() {
        for (Fd fd : parentEnds) {
            if (fd != null) fd.close();
        }
    }

    @Override
    public void close() {
        opened.forEach(Fd::close);
        if (placement != null) placement.close();
        if (channels != null) channels.close();
    }
}
