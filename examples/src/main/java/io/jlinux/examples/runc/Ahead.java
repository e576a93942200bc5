package io.jlinux.examples.runc;

import io.jlinux.oci.spec.ConfigReader;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.PidFd;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The two parts of a start that take longest, at the same time on two processors: system calls by JNA here on a thread of its own, logging and
 * JSON in the caller. Until {@link #await} the caller makes no system call by JNA: its classes would wait for one another.
 */
final class Ahead {
    private static volatile @Nullable Thread calls;

    private Ahead() {}

    /**
     * Begins.
     *
     * @param withCalls whether the command will make system calls
     */
    static void begin(boolean withCalls) {
        if (withCalls) beginCalls();
        LoggerFactory.getILoggerFactory();
        ConfigReader.readResources("{}".getBytes(StandardCharsets.UTF_8));
    }

    private static void beginCalls() {
        Thread thread = new Thread(Ahead::call, "first system call");
        thread.setDaemon(true);
        calls = thread;
        thread.start();
    }

    private static void call() {
        try (PidFd first = PidFd.open(1)) {
            first.pid();
        } catch (LinuxException e) {
            return; // it was made, which is all
        }
    }

    /** When the command line has been read. */
    static void await() {
        Thread thread = calls;
        if (thread == null) return;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
