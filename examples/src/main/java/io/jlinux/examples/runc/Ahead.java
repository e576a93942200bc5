package io.jlinux.examples.runc;

import io.jlinux.oci.spec.ConfigReader;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.PidFd;
import java.nio.charset.StandardCharsets;
import org.slf4j.LoggerFactory;

/**
 * The two parts of a start that take longest, at the same time on two processors: system calls by JNA here on a thread of its own, logging and
 * JSON in the caller. The caller's first system call waits until JNA is ready; no class of JNA, nor what this thread initialises, waits for the caller.
 */
final class Ahead {
    private Ahead() {}

    static void begin() {
        Thread thread = new Thread(Ahead::call, "first system call");
        thread.setDaemon(true);
        thread.start();
        LoggerFactory.getILoggerFactory();
        ConfigReader.readResources("{}".getBytes(StandardCharsets.UTF_8));
    }

    private static void call() {
        try (PidFd first = PidFd.open(1)) {
            first.pid();
        } catch (LinuxException e) {
            return; // it was made, which is all
        }
    }
}
