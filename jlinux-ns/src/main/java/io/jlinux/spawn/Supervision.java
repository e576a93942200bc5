package io.jlinux.spawn;

import io.jlinux.security.seccomp.SeccompArch;
import io.jlinux.security.seccomp.SeccompNotification;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Signal;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to the limits of one process, and in the end says which was met. Its timers run on the reaper's thread. */
final class Supervision {
    private static final Logger LOG = LoggerFactory.getLogger(Supervision.class);
    private static final long LEAST_PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

    private final RunLimits limits;
    private final @Nullable GroupMonitor group;
    private final boolean init;
    private final OptionalLong oomBefore;
    private final Optional<Duration> cpuBefore;
    private long began;
    private @Nullable LinuxProcess process;
    private Deadlines.@Nullable Deadline wall;
    private Deadlines.@Nullable Deadline cpu;
    private Outcome.@Nullable Kind killedFor;
    private OptionalInt syscall = OptionalInt.empty();
    private Optional<String> call = Optional.empty();
    private boolean refused;
    private boolean ended;
    private volatile CompletableFuture<Void> groupKilled = CompletableFuture.completedFuture(null);

    private Supervision(SpawnSpec spec, RunLimits limits, @Nullable GroupMonitor group) throws LinuxException {
        this.limits = limits;
        this.group = group;
        this.init = spec.init;
        this.oomBefore = group == null ? OptionalLong.empty() : group.oomKills();
        this.cpuBefore = group == null || limits.cpuTime().isEmpty() ? Optional.empty() : group.cpuTime();
    }

    /** Before the process begins: remembers what the group has counted until now; null where no limits were asked for. */
    static @Nullable Supervision before(SpawnSpec spec) throws LinuxException {
        RunLimits limits = spec.limits;
        if (limits == null && !spec.capturesWithLimit() && !spec.tellsViolations) return null;
        Placement placement = spec.placement;
        GroupMonitor group = placement == null ? null : placement.monitor().orElse(null);
        return new Supervision(spec, limits == null ? RunLimits.NONE : limits, group);
    }

    /** The {@code RLIMIT_CPU} in seconds that stands behind the limit. */
    static long rlimitSeconds(Duration cpuTime) {
        long seconds = cpuTime.toSeconds() + (cpuTime.toNanosPart() > 0 ? 1 : 0);
        return seconds + 1;
    }

    /** The program has begun. */
    synchronized void begin(LinuxProcess started) {
        process = started;
        began = System.nanoTime();
        Optional<Duration> time = limits.wallClock();
        if (time.isPresent()) {
            wall = Reaper.get().deadlines().after(time.get().toNanos(), () -> kill(Outcome.Kind.TIMED_OUT));
        }
        if (limits.cpuTime().isPresent() && watchesCpu()) lookAtCpu();
    }

    /** The clock of an init is not that of its program. */
    private boolean watchesCpu() {
        return cpuBefore.isPresent() || !init;
    }

    private synchronized void lookAtCpu() {
        LinuxProcess p = process;
        if (ended || p == null) return;
        long left = limits.cpuTime().orElseThrow().toNanos() - used(p);
        if (left <= 0) {
            kill(Outcome.Kind.CPU_LIMIT);
            return;
        }
        // all processors together cannot use it up before
        long pause = Math.max(LEAST_PAUSE, left / Runtime.getRuntime().availableProcessors());
        cpu = Reaper.get().deadlines().after(pause, this::lookAtCpu);
    }

    private long used(LinuxProcess p) {
        GroupMonitor g = group;
        if (g != null && cpuBefore.isPresent()) {
            try {
                return g.cpuTime().orElse(Duration.ZERO).minus(cpuBefore.get()).toNanos();
            } catch (LinuxException | IllegalStateException e) { // removed, or closed by its owner
                LOG.debug("the cgroup of {} does not tell its time any more", p, e);
            }
        }
        return p.cpuClock();
    }

    /** Kills it all, for that reason. */
    void kill(Outcome.Kind reason) {
        LinuxProcess p;
        CompletableFuture<Void> done = new CompletableFuture<>();
        synchronized (this) {
            if (ended || killedFor != null) return;
            killedFor = reason;
            p = process;
            // before anything is killed, so that nothing is told of the end before all of it has been
            if (group != null && p != null) groupKilled = done;
        }
        if (p == null) return;
        GroupMonitor g = group;
        if (g != null) LinuxProcess.LISTENERS.execute(() -> killGroup(g, p, done));
        p.destroyForcibly();
    }

    private static void killGroup(GroupMonitor g, LinuxProcess p, CompletableFuture<Void> done) {
        try {
            g.kill();
        } catch (LinuxException | RuntimeException e) {
            LOG.warn("the cgroup of {} could not be killed", p, e);
        } finally {
            done.complete(null);
        }
    }

    /** Runs {@code task} when all that is to be killed has been: a cgroup may be used again right after. */
    void whenKilled(Runnable task) {
        CompletableFuture<Void> unused = groupKilled.thenRun(task); // completes at once, or when the kill does
    }

    /** The process could not be handed over. */
    synchronized void abandon() {
        ended = true;
        if (wall != null) Reaper.get().deadlines().forget(wall);
        if (cpu != null) Reaper.get().deadlines().forget(cpu);
    }

    /** Somebody tells that the filter refused a call, of this JVM's architecture. */
    synchronized void violated(int number) {
        syscall = OptionalInt.of(number);
        call = SeccompArch.current().name(number);
    }

    /** The filter refused a call, and the process that made it is about to be killed. */
    synchronized void refused(SeccompNotification notification, boolean byProgram) {
        if (refused) return; // the program is dying of another one
        syscall = OptionalInt.of(notification.number());
        call = notification.arch().flatMap(a -> a.name(notification.number()));
        refused = byProgram;
    }

    /** The process has been reaped: nothing is to be done any more. */
    Outcome end(ExitStatus status) {
        synchronized (this) {
            abandon();
            OptionalLong oom = oomKills();
            Duration time = Duration.ofNanos(System.nanoTime() - began);
            return new Outcome(kind(status, oom.orElse(0)), status, time, oom, syscall, call);
        }
    }

    private OptionalLong oomKills() {
        GroupMonitor g = group;
        if (g == null || oomBefore.isEmpty()) return OptionalLong.empty();
        try {
            OptionalLong now = g.oomKills();
            return now.isEmpty() ? now : OptionalLong.of(now.getAsLong() - oomBefore.getAsLong());
        } catch (LinuxException | IllegalStateException e) { // removed, or closed by its owner
            LOG.debug("the cgroup is gone before it could tell", e);
            return OptionalLong.empty();
        }
    }

    private Outcome.Kind kind(ExitStatus status, long oom) {
        int signal = status.signal().orElse(0);
        if (status.code().isEmpty() && signal == 0) return Outcome.Kind.UNKNOWN;
        // what had ended by itself when it was killed has not been ended by that
        Outcome.Kind reason = killedFor;
        if (reason != null && signal == Signal.KILL.number()) return reason;
        if (refused && signal == Signal.KILL.number()) return Outcome.Kind.SECCOMP;
        if (signal == Signal.XCPU.number()) return Outcome.Kind.CPU_LIMIT;
        if (oom > 0 && status.shellCode() != 0) return Outcome.Kind.OUT_OF_MEMORY;
        if (signal == Signal.KILL.number() && cpuUsedUp(status)) return Outcome.Kind.CPU_LIMIT;
        if (signal == Signal.SYS.number()) return Outcome.Kind.SECCOMP;
        return signal != 0 ? Outcome.Kind.SIGNALLED : Outcome.Kind.EXITED;
    }

    private boolean cpuUsedUp(ExitStatus status) {
        if (limits.cpuTime().isEmpty() || status.usage().isEmpty()) return false;
        ResourceUsage u = status.usage().get();
        return u.user().plus(u.system()).compareTo(limits.cpuTime().get()) >= 0;
    }

    /** The processor time of a process that has not been reaped, in nanoseconds. */
    static long cpuClock(long pid) {
        try (Scratch s = Scratch.borrow()) {
            long clock = ~pid << 3 | 2; // CPUCLOCK_SCHED of the process, as clock_getcpuclockid(3) makes it
            if (RawSyscall.failed(RawSyscall.call(Syscall.CLOCK_GETTIME, clock, s.address()))) return 0;
            return s.buffer().getLong(0) * TimeUnit.SECONDS.toNanos(1)
                    + s.buffer().getLong(8);
        }
    }
}
