package io.jlinux.oci;

import io.jlinux.spawn.ExitStatus;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.PidFd;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Waits for the end of processes that are no children of this JVM, each on a thread of its own. */
final class ExitWatch {
    private static final Duration FOR_EVER = Duration.ofDays(10_000);
    private static final int STACK = 64 << 10;

    private ExitWatch() {}

    /** Completes when the process has ended; the pidfd is closed then. */
    static CompletableFuture<Optional<ExitStatus>> of(String name, PidFd process) {
        CompletableFuture<Optional<ExitStatus>> end = new CompletableFuture<>();
        Thread thread = new Thread(null, () -> await(process, end), "jlinux-exit-" + name, STACK);
        thread.setDaemon(true);
        thread.start();
        return end;
    }

    private static void await(PidFd process, CompletableFuture<Optional<ExitStatus>> end) {
        try (process) {
            ContainerProcesses.awaitEnd(process, FOR_EVER);
            end.complete(Optional.empty());
        } catch (LinuxException | RuntimeException e) {
            end.completeExceptionally(e);
        }
    }
}
