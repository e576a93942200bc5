package io.jlinux.spawn;

import io.jlinux.ns.NamespaceHandle;
import io.jlinux.spawn.tape.Child;
import io.jlinux.spawn.tape.Naming;
import io.jlinux.spawn.tape.TapeFailure;
import io.jlinux.spawn.tape.WaitId;
import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Signal;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One start from beginning to end: check, open, compile, play, hand over. What fails leaves nothing. */
final class Start {
    private Start() {}

    static List<String> explain(SpawnSpec spec) throws LinuxException {
        check(spec);
        try (Descriptors fds = Descriptors.open(spec, null, SpawnCompiler.needsImage(spec), true)) {
            try {
                return SpawnCompiler.compile(spec, fds).explain(spec, fds);
            } finally {
                fds.closeParentEnds();
            }
        }
    }

    private static void check(SpawnSpec spec) throws LinuxException {
        spec.validate();
        MountSupport.check(spec);
        LandlockSteps.check(spec);
        SeccompSteps.check(spec);
        if (spec.securityLabel != null) spec.securityLabel.check();
    }

    /** @param plans of the same start, done before; null for one that is done once */
    static LinuxProcess start(SpawnSpec spec, @Nullable PlanCache plans) throws IOException {
        PlanCache.Kept kept = plans == null ? null : plans.find(spec.naming);
        if (kept == null) check(spec);
        try (NamespaceHandle taken = spec.networkPool == null ? null : spec.networkPool.take()) {
            return start(spec, taken == null ? null : taken.fd(), plans, kept);
        }
    }

    private static LinuxProcess start(
            SpawnSpec spec, @Nullable Fd network, @Nullable PlanCache plans, PlanCache.@Nullable Kept kept)
            throws IOException {
        Supervision supervision = Supervision.before(spec);
        Meanwhile meanwhile = new Meanwhile(spec.meanwhile);
        boolean image = kept == null ? SpawnCompiler.needsImage(spec) : kept.isImage();
        try (Descriptors fds = Descriptors.open(spec, network, image, false)) {
            boolean started = false;
            try {
                Plan plan = plans == null ? SpawnCompiler.compile(spec, fds) : plans.plan(spec, fds, kept);
                LinuxProcess process = play(plan, spec, fds, meanwhile, supervision);
                started = true;
                meanwhile.finish(process);
                return process;
            } catch (TapeFailure e) {
                Exception refused = e.refused();
                // refused, it finds the gate closed; with any other failure it had ended by itself, which the parent
                // noticed
                if (refused != null && e.errno() != Errno.ECANCELED.number()) {
                    SpawnException own = exception(spec, e);
                    own.addSuppressed(refused);
                    throw own;
                }
                if (refused instanceof IOException io) throw io;
                if (refused instanceof RuntimeException runtime) throw runtime;
                throw meanwhile.addedTo(exception(spec, e));
            } finally {
                if (!started) fds.closeParentEnds();
            }
        }
    }

    /** Plays the plan; where the process is there and cannot be handed over, what it has made is taken back, too. */
    private static LinuxProcess play(
            Plan plan, SpawnSpec spec, Descriptors fds, Meanwhile meanwhile, @Nullable Supervision supervision)
            throws TapeFailure, IOException {
        MadeTargets made = plan.made();
        try {
            Child child = plan.play(spec, fds, new ParentSide(spec, meanwhile), made::keep);
            LinuxProcess process = handOver(spec, child, fds, supervision);
            process.leaves(made.kept());
            return process;
        } catch (LinuxException | RuntimeException e) {
            Runnable removal = made.kept();
            if (removal != null) removal.run();
            throw e;
        }
    }

    private static LinuxProcess handOver(
            SpawnSpec spec, Child child, Descriptors fds, @Nullable Supervision supervision) throws LinuxException {
        try {
            LinuxProcess process =
                    LinuxProcess.of(child, fds.pipes(spec), supervision, fds.takeInitStatus(), spec.tellsViolations);
            if (!spec.leavesStatus) Reaper.get().expect(process);
            return process;
        } catch (LinuxException | RuntimeException e) {
            Fd listener = child.listener();
            if (listener != null) listener.close();
            try (var pidFd = child.pidFd()) {
                pidFd.send(Signal.KILL);
                WaitId.block(pidFd);
            }
            throw e;
        }
    }

    private static SpawnException exception(SpawnSpec spec, TapeFailure e) {
        Naming naming = spec.naming;
        String operation = e.step().operation();
        String target = e.step().target();
        if (naming != null) {
            operation = naming.apply(operation);
            target = naming.apply(target);
        }
        if (e.signal() != 0) {
            String hint = "the child was killed by " + Signal.describe(e.signal()) + " at this step"
                    + (e.signal() == Signal.KILL.number() ? ": out of memory, or by another process" : "")
                    + (e.signal() == Signal.SYS.number() ? ": the seccomp policy does not allow its system call" : "");
            return new SpawnException(e.index(), operation, target, Errno.EINTR.number(), hint);
        }
        String hint = ExecDiagnosis.hint(spec, operation, Errno.of(e.errno()));
        return hint == null
                ? new SpawnException(e.index(), operation, target, e.errno())
                : new SpawnException(e.index(), operation, target, e.errno(), hint);
    }
}
