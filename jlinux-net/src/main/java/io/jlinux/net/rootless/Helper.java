package io.jlinux.net.rootless;

import io.jlinux.spawn.Capture;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.spawn.Stdio;
import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.PidFd;
import io.jlinux.sys.Signal;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A running helper: its process, and what it says on stderr. */
final class Helper implements AutoCloseable {
    private static final int KEPT = 8 << 10;
    private static final long POLITE_MILLIS = 2_000;
    private static final long SLICE = 100_000_000;

    private final String name;
    private final LinuxProcess process;

    private Helper(String name, LinuxProcess process) {
        this.name = name;
        this.process = process;
    }

    /** What a helper is started from; it dies with this JVM, however that ends. */
    static Spawn spawn(List<String> command) {
        return Spawn.command(command)
                .stdin(Stdio.devNull())
                .stdout(Stdio.devNull())
                .stderr(Capture.headAndTail(KEPT, KEPT).stdio())
                .newSession()
                .parentDeathSignal(Signal.KILL);
    }

    static Helper start(String name, Spawn spawn) throws IOException {
        try {
            return new Helper(name, spawn.start());
        } catch (LinuxException e) {
            if (e.errno() != Errno.ENOENT) throw e;
            String hint = "Debian has it in the package " + Programs.packageOf(name);
            throw new RootlessException(name, "is not installed, or not where it was said to be", "", hint, e);
        }
    }

    LinuxProcess process() {
        return process;
    }

    /** What it said until now. */
    String log() {
        return process.captured(2).text().strip();
    }

    /**
     * Waits until it writes something.
     *
     * @throws RootlessException when it ends instead, or takes too long
     */
    void awaitReady(Fd ready, Duration atMost) throws IOException {
        long end = System.nanoTime() + atMost.toNanos();
        try (PidFd pidFd = process.openPidFd()) {
            while (Wait.read(ready).isEmpty()) {
                if (pidFd.hasExited()) throw ended();
                long left = end - System.nanoTime();
                if (left <= 0) throw failure("has not made a network within " + atMost.toMillis() + " ms", null);
                if (Thread.currentThread().isInterrupted()) throw failure("was interrupted while it started", null);
                // in slices: an interrupt does not end ppoll
                boolean readable = Wait.any(Math.min(left, SLICE), ready, pidFd.fd());
                // the end of the stream can be read for ever
                if (readable) LockSupport.parkNanos(1_000_000);
            }
        } catch (IllegalStateException e) { // reaped already
            throw ended();
        }
    }

    private RootlessException ended() {
        try {
            return failure("ended with " + process.waitForStatus() + " before the network was there", null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failure("ended before the network was there", e);
        }
    }

    RootlessException failure(String problem, @Nullable Throwable cause) {
        String log = log();
        return new RootlessException(name, problem, log, Programs.hint(log), cause);
    }

    /** Lets it end by itself for a moment, then kills it. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        try {
            process.destroy();
            process.waitFor(POLITE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            process.close();
            if (interrupted) Thread.currentThread().interrupt();
        }
    }
}
