package io.jlinux.oci.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@NoLeaks
@Timeout(60)
class StateLockTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path dir;

    private StateDirectory container;

    @BeforeEach
    void make() throws IOException {
        container = StateDirectory.create(dir.resolve("web"));
    }

    private void assertFails(Errno errno, String message, Duration atMost) {
        assertThatExceptionOfType(LinuxException.class)
                .isThrownBy(() -> StateLock.take(container, atMost).close())
                .satisfies(e -> assertThat(e.errno()).isEqualTo(errno))
                .withMessageContainingAll("web", message);
    }

    @Test
    void oneAtATimeAlsoInOneThread() throws Exception {
        try (StateLock first = StateLock.tryTake(container).orElseThrow()) {
            assertThat(StateLock.tryTake(container)).isEmpty();
            assertFails(Errno.EBUSY, "has not ended", Duration.ZERO);
        }
        StateLock.tryTake(container).orElseThrow().close();
    }

    @Test
    void whoWaitsGetsItAfterTheOther() throws Exception {
        StateLock first = StateLock.take(container, LONG);
        CompletableFuture<Void> second = CompletableFuture.runAsync(() -> {
            try {
                StateLock.take(container, LONG).close();
            } catch (LinuxException e) {
                throw new IllegalStateException(e);
            }
        });
        Thread.sleep(20);
        assertThat(second).isNotDone();
        first.close();
        second.get(30, TimeUnit.SECONDS);
    }

    @Test
    void neverTwoThreadsAtOnce() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicReference<Exception> failed = new AtomicReference<>();
        Thread[] threads = new Thread[4];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(() -> {
                try {
                    for (int n = 0; n < 10; n++) {
                        try (StateLock lock = StateLock.take(container, LONG)) {
                            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                            Thread.onSpinWait();
                            inside.decrementAndGet();
                        }
                    }
                } catch (LinuxException e) {
                    failed.set(e);
                }
            });
            threads[i].start();
        }
        for (Thread thread : threads) thread.join();
        assertThat(failed.get()).isNull();
        assertThat(most).hasValue(1);
    }

    @Test
    void ofNoContainer() throws Exception {
        container.delete();
        assertFails(Errno.ENOENT, "none of this id", LONG);
    }

    /** Who waits for one that is removed is told so, also where another one of the same name has come. */
    @Test
    void whatIsRemovedMeanwhileIsNotLocked() throws Exception {
        StateLock first = StateLock.take(container, LONG);
        CompletableFuture<Errno> second = CompletableFuture.supplyAsync(() -> {
            try {
                StateLock.take(container, LONG).close();
                return Errno.UNKNOWN;
            } catch (LinuxException e) {
                return e.errno();
            }
        });
        Thread.sleep(5);
        container.delete();
        first.close();
        assertThat(second.get(30, TimeUnit.SECONDS)).isEqualTo(Errno.ENOENT);
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        try (StateLock first = StateLock.take(container, LONG)) {
            Thread.currentThread().interrupt();
            assertFails(Errno.EINTR, "lock container", LONG);
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
