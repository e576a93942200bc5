package io.jlinux.spawn;

import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.security.seccomp.SeccompListener;
import io.jlinux.spawn.tape.Child;
import io.jlinux.spawn.tape.WaitId;
import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.PidFd;
import io.jlinux.sys.Signal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process that {@link Spawn} started: a {@link java.lang.Process} that is known by its pidfd, not by its pid.
 *
 * <p>Its status is taken by the thread that waits for it, or else by one shared thread, so that no zombie stays when
 * nobody waits. A signal never reaches another process that was given the same pid later. Thread-safe.
 *
 * <p>{@link #close()} kills it, waits for its end and closes its streams; without it the process lives on, also after this
 * object is collected.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/pidfd_open.2.html">pidfd_open(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/wait.2.html">waitid(2)</a>
 */
public final class LinuxProcess extends Process implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LinuxProcess.class);
    static final Executor LISTENERS = Executors.newCachedThreadPool(task -> HomeThread.of("jlinux-exit", 0, task));

    private final long pid;
    private final PidFd pidFd;
    private final OutputStream stdin;
    private final InputStream stdout;
    private final InputStream stderr;
    private final @Nullable CaptureSink out;
    private final @Nullable CaptureSink err;
    private final @Nullable ProcessTerminal terminal;
    private final @Nullable Supervision supervision;
    private final @Nullable Fd initStatus;
    private final @Nullable SeccompListener listener;
    private final boolean tells;
    private final CompletableFuture<ExitStatus> exit = new CompletableFuture<>();
    private final @Nullable CompletableFuture<Outcome> outcome;
    private long watchId;
    private int pollers;
    private boolean reaped;
    private volatile @Nullable ExitStatus status;
    private volatile @Nullable Runnable made;

    private LinuxProcess(
            Child child,
            Pipes pipes,
            @Nullable SeccompListener listener,
            @Nullable Supervision supervision,
            @Nullable Fd initStatus,
            boolean tells) {
        this.pid = child.pid();
        this.pidFd = child.pidFd();
        this.stdin = pipes.stdin();
        this.stdout = pipes.stdout();
        this.stderr = pipes.stderr();
        this.out = pipes.out();
        this.err = pipes.err();
        this.terminal = pipes.terminal();
        this.listener = listener;
        this.supervision = supervision;
        this.initStatus = initStatus;
        this.tells = tells;
        this.outcome = supervision == null ? null : new CompletableFuture<>();
    }

    /** @param tells whether the calls of the filter's listener are answered by a kill that is told */
    static LinuxProcess of(
            Child child, Pipes pipes, @Nullable Supervision supervision, @Nullable Fd initStatus, boolean tells)
            throws LinuxException {
        Fd notifications = child.listener();
        SeccompListener listener = notifications == null ? null : SeccompListener.adopt(notifications);
        LinuxProcess process = new LinuxProcess(child, pipes, listener, supervision, initStatus, tells);
        if (supervision != null) supervision.begin(process);
        try {
            process.capture(pipes.out());
            process.capture(pipes.err());
        } catch (LinuxException e) {
            if (supervision != null) supervision.abandon();
            if (initStatus != null) initStatus.close();
            throw e;
        }
        if (listener != null && supervision != null && tells) ViolationWatch.start(listener, process.pid, supervision);
        return process;
    }

    private void capture(@Nullable CaptureSink sink) throws LinuxException {
        if (sink == null) return;
        Supervision s = supervision;
        if (s != null) sink.onTooMuch(() -> s.kill(Outcome.Kind.OUTPUT_LIMIT));
        sink.begin();
    }

    /** Has the status taken by the shared thread as soon as the process ends. */
    synchronized void watch() throws LinuxException {
        if (!reaped && watchId == 0) watchId = Reaper.get().watch(this, pidFd.fd());
    }

    /** Takes the status if the process has ended. Completes the futures outside of the lock. */
    void reap() {
        ExitStatus end;
        synchronized (this) {
            if (reaped) return;
            WaitId wait = WaitId.poll(pidFd);
            if (wait.code() == WaitId.NOT_YET) return;
            reaped = true;
            Fd told = initStatus;
            end = told == null ? ExitStatus.of(wait) : ExitStatus.of(wait).ofProgram(told);
            status = end;
            if (watchId != 0) Reaper.get().forget(watchId, pidFd.fd());
            if (pollers == 0) pidFd.close();
        }
        try {
            if (out != null) out.finish();
            if (err != null) err.finish();
            tellOutcome(end);
        } finally {
            // there is no second time: whatever has failed, nobody waits for ever
            tellEnd(end);
        }
    }

    private void tellOutcome(ExitStatus end) {
        Supervision s = supervision;
        CompletableFuture<Outcome> told = outcome;
        if (s == null || told == null) return;
        Outcome o = s.end(end);
        s.whenKilled(() -> told.complete(o));
    }

    private void tellEnd(ExitStatus end) {
        try {
            // listeners are others' code, which may wait for other processes: the shared thread must not run it
            if (exit.getNumberOfDependents() > 0) exit.completeAsync(() -> end, LISTENERS);
            else exit.complete(end);
        } catch (OutOfMemoryError e) {
            LOG.warn("no thread for the listeners of {}: they run on this one", this, e);
            exit.complete(end);
        }
    }

    /** The pid, as this JVM's pid namespace sees it. It may be another's once this one has ended. */
    @Override
    public long pid() {
        return pid;
    }

    /** Writes to the process' stdin; a stream that is closed already when stdin is no pipe. */
    @Override
    public OutputStream getOutputStream() {
        return stdin;
    }

    /** Reads the process' stdout; an empty stream when stdout is no pipe. */
    @Override
    public InputStream getInputStream() {
        return stdout;
    }

    /** Reads the process' stderr; an empty stream when stderr is no pipe. */
    @Override
    public InputStream getErrorStream() {
        return stderr;
    }

    /** Waits for the end; the exit code, or 128 + the signal that killed it. */
    @Override
    public int waitFor() throws InterruptedException {
        return waitForStatus().shellCode();
    }

    /** Waits for the end, and says how it came. */
    public ExitStatus waitForStatus() throws InterruptedException {
        ExitStatus s = status;
        if (s != null) return s;
        if (Thread.interrupted()) throw new InterruptedException();
        InterruptiblePoll.await(this, -1);
        return ended();
    }

    /**
     * Waits for the end, and says what was the reason of it. The wait for a cgroup that had to be killed is part of it.
     *
     * @throws IllegalStateException when the start had no {@link Spawn#limits}
     */
    public Outcome waitForOutcome() throws InterruptedException {
        CompletableFuture<Outcome> told = told();
        waitForStatus();
        return told.join();
    }

    /** Completes with the reason of the end; as {@link #waitForOutcome()}. */
    public CompletableFuture<Outcome> onOutcome() {
        CompletableFuture<Outcome> told = told();
        watchOrElseLater();
        return told.copy();
    }

    private CompletableFuture<Outcome> told() {
        if (outcome == null) {
            throw new IllegalStateException("the outcome was not asked for: Spawn.limits(RunLimits.NONE)");
        }
        return outcome;
    }

    /**
     * Its terminal.
     *
     * @throws IllegalStateException when it was started without one
     */
    public ProcessTerminal terminal() {
        if (terminal == null) throw new IllegalStateException("started without a terminal");
        return terminal;
    }

    /**
     * What was kept of stdout (1) or stderr (2) until now; all that will be once the process has ended.
     *
     * @throws IllegalStateException when that stream was not captured
     */
    public CapturedOutput captured(int stream) {
        if (stream != 1 && stream != 2) throw new IllegalArgumentException("not stdout (1) or stderr (2): " + stream);
        CaptureSink sink = stream == 1 ? out : err;
        if (sink == null) throw new IllegalStateException("the stream was not captured: Capture.stdio()");
        if (status != null) sink.finish();
        return sink.output();
    }

    /**
     * Has the {@link Outcome} name the system call that a seccomp filter refused: for who supervises the filter's
     * notifications.
     */
    public void reportViolation(int syscall) {
        if (supervision != null) supervision.violated(syscall);
    }

    /** The processor time until now, in nanoseconds; 0 once it has been reaped. */
    synchronized long cpuClock() {
        return reaped ? 0 : Supervision.cpuClock(pid);
    }

    @Override
    public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
        if (status != null) return true;
        if (Thread.interrupted()) throw new InterruptedException();
        InterruptiblePoll.await(this, Math.max(0, unit.toNanos(timeout)));
        return status != null;
    }

    private ExitStatus ended() {
        ExitStatus s = status;
        return s == null ? exit.join() : s;
    }

    /** Waits on the calling thread, which may be the one that would take the status; an interrupt waits, too. */
    private void awaitEnd() {
        boolean interrupted = false;
        while (status == null) {
            try {
                InterruptiblePoll.await(this, -1);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    /** The pidfd, kept open until {@link #endPoll()} also if the process is reaped before; or empty when it has been. */
    synchronized Optional<Fd> beginPoll() {
        if (reaped) return Optional.empty();
        pollers++;
        return Optional.of(pidFd.fd());
    }

    synchronized void endPoll() {
        if (--pollers == 0 && reaped) pidFd.close();
    }

    @Override
    public int exitValue() {
        return exitStatus()
                .orElseThrow(() -> new IllegalThreadStateException("process " + pid + " has not ended"))
                .shellCode();
    }

    /** How it ended, or empty while it runs. */
    public Optional<ExitStatus> exitStatus() {
        if (status == null) reap();
        return Optional.ofNullable(status);
    }

    @Override
    public boolean isAlive() {
        return exitStatus().isEmpty();
    }

    @Override
    public CompletableFuture<Process> onExit() {
        watchOrElseLater();
        return exit.thenApply(s -> this);
    }

    /** Completes with how it ended. Completing or cancelling what this returns has no effect on the process. */
    public CompletableFuture<ExitStatus> onExitStatus() {
        watchOrElseLater();
        return exit.copy();
    }

    private void watchOrElseLater() {
        try {
            watch();
        } catch (LinuxException e) {
            LOG.debug("{} is looked at now and then instead of being watched", this, e);
        }
    }

    /**
     * Sends a signal through the pidfd. A process that has ended is left alone, and false returned.
     *
     * @throws LinuxException {@code EPERM} when the process has become another user's
     */
    public boolean signal(Signal signal) throws LinuxException {
        return signal(signal.number());
    }

    /** As above, with a number; 0 only checks. */
    public synchronized boolean signal(int signal) throws LinuxException {
        if (reaped) return false;
        try {
            pidFd.send(signal);
            return true;
        } catch (LinuxException e) {
            if (e.errno() == Errno.ESRCH) return false;
            throw e;
        }
    }

    /** {@code SIGTERM}. */
    @Override
    public void destroy() {
        signalQuietly(Signal.TERM);
    }

    /** {@code SIGKILL}. The first process of a pid namespace takes all others of it along. */
    @Override
    public Process destroyForcibly() {
        signalQuietly(Signal.KILL);
        return this;
    }

    private void signalQuietly(Signal signal) {
        try {
            signal(signal);
        } catch (LinuxException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    @Override
    public boolean supportsNormalTermination() {
        return true;
    }

    /**
     * The JDK's handle of the process. It knows the process by its pid and the time of its start, so it stays this one's after the end.
     *
     * @throws IllegalStateException when the process has ended and its status has been taken: the pid may be another's. As {@link #info()},
     *     {@link #children()} and {@link #descendants()}
     */
    @Override
    public synchronized ProcessHandle toHandle() {
        if (reaped) throw hasEnded();
        return ProcessHandle.of(pid).orElseThrow(this::hasEnded);
    }

    /**
     * As the JDK tells it.
     *
     * @throws IllegalStateException as {@link #toHandle()}
     */
    @Override
    public ProcessHandle.Info info() {
        return toHandle().info();
    }

    private IllegalStateException hasEnded() {
        return new IllegalStateException("process " + pid + " has ended");
    }

    /**
     * A namespace that the process is in. It outlives the process while the handle is open.
     *
     * @throws IllegalStateException when the process has ended
     * @throws LinuxException without ptrace rights over the process
     */
    public synchronized NamespaceHandle namespace(Namespace kind) throws LinuxException {
        // not reaped yet, so the pid cannot be another's
        if (reaped) throw hasEnded();
        return kind.open(pid);
    }

    /**
     * A pidfd of the process, for the caller to close: for {@link io.jlinux.ns.ProcessNamespaces}, or to poll for its end.
     *
     * @throws IllegalStateException when the process has ended
     * @throws LinuxException when no descriptor can be opened
     */
    public synchronized PidFd openPidFd() throws LinuxException {
        if (reaped) throw hasEnded();
        return PidFd.adopt(pid, pidFd.fd().duplicate().detach());
    }

    /**
     * The listener of the process' seccomp policy, where that notifies. Somebody has to answer, or the process hangs at the first
     * call. {@link #close()} closes it; who does not close the process closes the listener. Empty with {@link
     * Spawn#seccompTelling}, where the calls are answered already.
     */
    public Optional<SeccompListener> seccompListener() {
        return tells ? Optional.empty() : Optional.ofNullable(listener);
    }

    /** What takes back what the start has made in directories of the host, or null where that is nothing. */
    void leaves(@Nullable Runnable removal) {
        made = removal;
    }

    /**
     * Removes the mount points, links and directories that the start had to make in directories of the host, where they are still what
     * was made, and empty. For who ends the process because something else has failed: its mounts must be gone by then.
     */
    public void removeMountPoints() {
        Runnable removal = made;
        made = null;
        if (removal != null) removal.run();
    }

    /**
     * Kills the process if it runs, waits for its end, and closes its streams and its seccomp listener.
     *
     * @throws IllegalStateException when it may not be killed, as it has become another user's: it runs on, without its streams
     */
    @Override
    public void close() {
        try {
            destroyForcibly();
            awaitEnd();
        } finally {
            closeStreams();
        }
    }

    private void closeStreams() {
        if (listener != null) listener.close();
        try {
            stdin.close();
            stdout.close();
            stderr.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        if (out != null) out.finish();
        if (err != null) err.finish();
    }

    @Override
    public String toString() {
        ExitStatus s = status;
        return "process " + pid + (s == null ? "" : " (" + s + ")");
    }
}
