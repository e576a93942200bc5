package io.jlinux.spawn;

import io.jlinux.security.seccomp.SeccompAnswer;
import io.jlinux.security.seccomp.SeccompHandler;
import io.jlinux.security.seccomp.SeccompListener;
import io.jlinux.security.seccomp.SeccompNotification;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.PidFd;
import io.jlinux.sys.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what a filter's killing action would do, and tells of which call: the kernel tells nobody but its audit log. The call waits
 * for the listener and is never made: its thread is killed while it waits, and is {@code ENOSYS} where nobody listens any more.
 */
final class ViolationWatch implements SeccompHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ViolationWatch.class);

    private final long program;
    private final Supervision supervision;

    private ViolationWatch(long program, Supervision supervision) {
        this.program = program;
        this.supervision = supervision;
    }

    /** Answers the calls of {@code listener}, which ends with the filter's last process, on a thread of its own. */
    static void start(SeccompListener listener, long program, Supervision supervision) {
        ViolationWatch watch = new ViolationWatch(program, supervision);
        HomeThread.of("jlinux-violations", 0, () -> serve(listener, watch)).start();
    }

    private static void serve(SeccompListener listener, ViolationWatch watch) {
        try (listener) {
            listener.serve(watch);
        } catch (LinuxException | IllegalStateException e) {
            LOG.warn("system calls that seccomp refuses are ENOSYS from now on, and kill nobody", e);
        }
    }

    @Override
    public SeccompAnswer handle(SeccompNotification call) throws IOException {
        long pid = processOf(call.pid());
        try (PidFd process = PidFd.open(pid)) {
            // still waiting: so the pid is still its own, and the pidfd is of it
            if (call.isValid()) {
                supervision.refused(call, pid == program);
                process.send(Signal.KILL);
            }
        } catch (LinuxException e) {
            if (e.errno() != Errno.ESRCH) throw e;
        }
        return SeccompAnswer.failure(Errno.ENOSYS); // to nobody
    }

    /** The process of a thread; most have but one thread, of the same number. */
    private static long processOf(long thread) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + thread + "/status"))) {
            return lines.filter(l -> l.startsWith("Tgid:"))
                    .findFirst()
                    .map(l -> Long.parseLong(l.substring(5).strip()))
                    .orElse(thread);
        } catch (IOException e) {
            return thread;
        }
    }
}
