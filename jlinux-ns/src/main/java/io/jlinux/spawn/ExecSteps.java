package io.jlinux.spawn;

import io.jlinux.spawn.tape.Arg;
import io.jlinux.spawn.tape.CloseOthers;
import io.jlinux.spawn.tape.ImageLauncher;
import io.jlinux.spawn.tape.InitImage;
import io.jlinux.spawn.tape.ListenerSlot;
import io.jlinux.spawn.tape.Slot;
import io.jlinux.spawn.tape.Step;
import io.jlinux.spawn.tape.TapeBuilder;
import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.Syscall;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last steps: descriptors into place, everything else closed, signals unblocked, execve. */
final class ExecSteps {
    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final int SIG_SETMASK = 2;
    private static final int X_OK = 1;
    private static final int CLONE_BESIDE = 0x100 | 0x4000 | 17;
    private static final String CLONE_BESIDE_TEXT = "CLONE_VM|CLONE_VFORK|SIGCHLD";
    private static final String INIT = "become init";

    private final SpawnSpec spec;
    private final TapeBuilder tape;
    private int held = -1;

    ExecSteps(SpawnSpec spec, TapeBuilder tape) {
        this.spec = spec;
        this.tape = tape;
    }

    /** Adds them; what is to be taken of the child's seccomp filter, or null. */
    @Nullable
    ListenerSlot add(Descriptors fds, @Nullable Slot terminal) {
        List<Slot> lifted = lift();
        for (int i = 0; i < 3; i++) {
            Fd end = fds.childEnd(i);
            if (terminal != null) dup(Arg.ref(terminal), i);
            else if (end != null) dup(Arg.fd(end), i);
        }
        if (spec.terminal == null && spec.stderr instanceof Stdio.ToStdout) dup(Arg.num(1), 2);
        for (int i = 0; i < lifted.size(); i++) {
            dup(Arg.ref(lifted.get(i)), spec.passed.get(i).number());
        }
        ImageLauncher.Channels channels = fds.channels();
        List<Fd> gate = fds.startGate();
        if (gate.isEmpty() || channels == null) {
            closeOthers(fds);
            if (spec.init) {
                if (channels != null) markForInit(fds);
                return beside(fds);
            }
            unblock();
            return execute(channels);
        }
        Slot program = tape.slot("program");
        resolve(program);
        closeOthers(fds);
        unblock();
        GateSteps gates = new GateSteps(tape);
        // the parent, which takes the listener, is not there any more afterwards
        boolean notifies = SeccompSteps.isLast(spec) && SeccompSteps.notifies(spec);
        ListenerSlot listener = notifies ? SeccompSteps.install(spec, tape, channels) : null;
        held = gates.hold(channels, gate.get(0));
        Slot errno = tape.slot("errno");
        // after the wait, so that the filter need not allow what that takes
        Step filter = SeccompSteps.isLast(spec) && !notifies ? SeccompSteps.installUnseen(spec, tape) : null;
        if (filter != null) acceptAll(filter).into(errno).skipOnError(1);
        acceptAll(exec(Arg.ref(program), argv(), envp())).into(errno);
        acceptAll(gates.report(gate.get(1), errno));
        gates.end();
        return listener;
    }

    /** Nobody sees a failure from here on but who reads the report. */
    private static Step acceptAll(Step step) {
        for (Errno e : Errno.values()) {
            if (e.number() > 0 && e.number() < 128) step.accept(e);
        }
        return step;
    }

    /** The entry from which on the process waits to be started, or -1. */
    int held() {
        return held;
    }

    /** Finds the program as execvp(3) would, so that a missing one is an error before anything waits for it. */
    private void resolve(Slot program) {
        List<String> candidates = candidates();
        int last = candidates.size() - 1;
        List<Step> found = new ArrayList<>();
        for (String path : candidates) {
            Step look = look(path);
            // a single one is to say what is wrong with it
            if (last > 0) look.accept(Errno.ENOENT, Errno.ENOTDIR, Errno.EACCES).skipOnError(1);
            found.add(tape.move(Arg.text(path)).into(program));
        }
        // as in execute(): once more for the better reason
        for (int i = 0; last > 0 && i <= last; i++) {
            Step look = look(candidates.get(i));
            if (i < last) look.accept(Errno.ENOENT, Errno.ENOTDIR).skipOnError(1);
            found.add(tape.move(Arg.text(candidates.get(i))).into(program));
        }
        // two entries each: what comes after a hit is passed over
        for (int i = 0; i < found.size(); i++) found.get(i).skipOnSuccess(2 * (found.size() - 1 - i));
    }

    private Step look(String path) {
        return tape.call(
                "execute",
                spec.program(),
                Syscall.FACCESSAT,
                Arg.flags(Fcntl.AT_FDCWD, "AT_FDCWD"),
                Arg.text(path),
                Arg.flags(X_OK, "X_OK"));
    }

    /**
     * The child goes on twice: as the program, and, when that has begun, as its init. Both have given up the same rights, and the
     * init of a filtered program has a filter of its own, so that who looks into the init gains nothing. The program leads the
     * session, as it would without an init.
     */
    private @Nullable ListenerSlot beside(Descriptors fds) {
        Slot program = tape.slots("program", 2);
        int first = tape.size();
        Step clone = tape.beside("start", "the program beside its init", program, CLONE_BESIDE, CLONE_BESIDE_TEXT);
        if (spec.newSession || spec.terminal != null) tape.call("start", "a session", Syscall.SETSID);
        if (spec.terminal != null) TerminalSteps.control(tape, Arg.num(0));
        unblock();
        ListenerSlot listener = execute(fds.channels());
        clone.skipOnSuccess(tape.size() - first - 1);
        Arg status = Arg.fd(fds.initStatus());
        tape.call(INIT, "the program's pid", Syscall.WRITE, status, new Arg.Out(program), Arg.num(8));
        dup(status, 0);
        for (int i = 1; i < 3; i++) closeNow(i);
        for (SpawnSpec.Passed p : spec.passed) closeNow(p.number());
        SeccompSteps.confineInit(spec, tape);
        tape.call(
                        INIT,
                        "jlinux-init",
                        Syscall.EXECVEAT,
                        Arg.fd(InitImage.file()),
                        Arg.text(""),
                        new Arg.Pointers(List.of("init")),
                        new Arg.Pointers(List.of()),
                        Arg.flags(Fcntl.AT_EMPTY_PATH, "AT_EMPTY_PATH"))
                .retryInterrupted();
        return listener;
    }

    /** What the image had to find open is the init's, not the program's: the verdict would be the program's to write. */
    private void markForInit(Descriptors fds) {
        GateSteps gates = new GateSteps(tape);
        gates.mark(fds.initStatus());
        gates.mark(InitImage.file());
    }

    private void closeNow(int number) {
        tape.call("close", Integer.toString(number), Syscall.CLOSE, Arg.num(number))
                .accept(Errno.EBADF);
    }

    /** Copies what is passed on to numbers above all of its targets, so that no copy overwrites another's source. */
    private List<Slot> lift() {
        int above =
                spec.passed.stream().mapToInt(SpawnSpec.Passed::number).max().orElse(2) + 1;
        List<Slot> slots = new ArrayList<>();
        for (SpawnSpec.Passed p : spec.passed) {
            Slot slot = tape.slot("pass" + p.number());
            Arg duplicate = Arg.flags(Fcntl.F_DUPFD_CLOEXEC, "F_DUPFD_CLOEXEC");
            tape.call("pass", p.fd().label(), Syscall.FCNTL, Arg.fd(p.fd()), duplicate, Arg.num(above))
                    .into(slot);
            slots.add(slot);
        }
        return slots;
    }

    private void dup(Arg from, int to) {
        tape.call("duplicate to", Integer.toString(to), Syscall.DUP3, from, Arg.num(to), Arg.num(0))
                .retryAgain();
    }

    private void closeOthers(Descriptors fds) {
        List<Fd> keep = new ArrayList<>(fds.startGate());
        if (fds.channels() != null) keep.add(fds.channels().alive());
        if (spec.init) keep.addAll(List.of(InitImage.file(), fds.initStatus()));
        List<Integer> passed =
                spec.passed.stream().map(SpawnSpec.Passed::number).toList();
        CloseOthers.add(tape, keep, passed, spec.features.closeRange());
    }

    private void unblock() {
        tape.call(
                "unblock",
                "signals",
                Syscall.RT_SIGPROCMASK,
                Arg.flags(SIG_SETMASK, "SIG_SETMASK"),
                new Arg.Bytes(new byte[8], "[]"),
                Arg.num(0),
                Arg.num(8));
    }

    private Arg argv() {
        return new Arg.Pointers(spec.argv);
    }

    private Arg envp() {
        List<String> variables = new ArrayList<>(spec.environment().size());
        spec.environment().forEach((name, value) -> variables.add(name + "=" + value));
        return new Arg.Pointers(variables);
    }

    private @Nullable ListenerSlot execute(ImageLauncher.@Nullable Channels channels) {
        ListenerSlot listener = SeccompSteps.isLast(spec) ? SeccompSteps.install(spec, tape, channels) : null;
        addExecs();
        return listener;
    }

    /** The last entries of a tape: those that become the program, in each place where it may be. */
    static List<Step> execs(SpawnSpec spec) {
        ExecSteps steps = new ExecSteps(spec, new TapeBuilder());
        steps.addExecs();
        return steps.tape.build(-1).steps();
    }

    private void addExecs() {
        List<String> candidates = candidates();
        Arg argv = argv();
        Arg envp = envp();
        if (candidates.size() > 1) {
            for (String path : candidates) {
                exec(path, argv, envp).accept(Errno.ENOENT, Errno.ENOTDIR, Errno.EACCES);
            }
        }
        // once more for the error: a file that may not be executed is a better reason than the last missing one
        for (int i = 0; i < candidates.size(); i++) {
            var step = exec(candidates.get(i), argv, envp);
            if (i < candidates.size() - 1) step.accept(Errno.ENOENT, Errno.ENOTDIR);
        }
    }

    private Step exec(String path, Arg argv, Arg envp) {
        return exec(Arg.text(path), argv, envp);
    }

    private Step exec(Arg path, Arg argv, Arg envp) {
        return tape.call("execute", spec.program(), Syscall.EXECVE, path, argv, envp)
                .retryAgain()
                .retryInterrupted();
    }

    /** Where execvp(3) would look. */
    private List<String> candidates() {
        String program = spec.program();
        if (program.contains("/")) return List.of(program);
        List<String> paths = new ArrayList<>();
        for (String directory :
                spec.environment().getOrDefault("PATH", DEFAULT_PATH).split(":", -1)) {
            paths.add(directory.isEmpty() ? program : directory + "/" + program);
        }
        return paths;
    }
}
