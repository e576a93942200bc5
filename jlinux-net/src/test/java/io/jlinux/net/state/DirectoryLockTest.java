package io.jlinux.net.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DirectoryLockTest {
    @TempDir
    Path parent;

    private static void isHeld(Path directory) {
        assertThatExceptionOfType(LinuxException.class)
                .isThrownBy(() -> DirectoryLock.take(directory, Duration.ZERO).close())
                .matches(e -> e.errno() == Errno.EBUSY);
    }

    /** Starts a thread that waits for the lock, and returns when it does. */
    private static Thread waiting(FutureTask<?> task) throws Exception {
        Thread thread = new Thread(task, "waits for a lock");
        thread.start();
        while (thread.getState() != Thread.State.TIMED_WAITING && thread.isAlive()) Thread.onSpinWait();
        return thread;
    }

    @Test
    void whoWaitedForADirectoryThatIsGoneHasTheOneThatIsThereNow() throws Exception {
        Path directory = Files.createDirectory(parent.resolve("pool"));
        FutureTask<Void> task = new FutureTask<>(() -> {
            try (DirectoryLock lock = DirectoryLock.take(directory)) {
                isHeld(directory);
            }
            return null;
        });
        Thread waiting;
        try (DirectoryLock lock = DirectoryLock.take(directory)) {
            isHeld(directory);
            waiting = waiting(task);
            Files.delete(directory);
            Files.createDirectory(directory);
        }
        task.get(30, TimeUnit.SECONDS);
        waiting.join();
        DirectoryLock.take(directory, Duration.ZERO).close();
    }

    @Test
    void whoWaitedForADirectoryThatIsGoneIsToldSo() throws Exception {
        Path directory = Files.createDirectory(parent.resolve("pool"));
        FutureTask<Errno> task = new FutureTask<>(() -> {
            try (DirectoryLock lock = DirectoryLock.take(directory)) {
                return Errno.EEXIST; // of nothing
            } catch (LinuxException e) {
                return e.errno();
            }
        });
        Thread waiting;
        try (DirectoryLock lock = DirectoryLock.take(directory)) {
            waiting = waiting(task);
            Files.delete(directory);
        }
        assertThat(task.get(30, TimeUnit.SECONDS)).isEqualTo(Errno.ENOENT);
        waiting.join();
    }
}
