package io.jlinux.spawn;

import io.jlinux.security.seccomp.SeccompAnswer;
import io.jlinux.security.seccomp.SeccompHandler;
import io.jlinux.security.seccomp.SeccompListener;
import io.jlinux.security.seccomp.SeccompNotification;
import io.jlinux.sys.Errno;
import io.jlinux.sys.KernelFile;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.PidFd;
import io.jlinux.sys.Signal;
import java.io.IOException;
import java.nio.file.Path;
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
    private static long processOf(long thread) {
        try {
            return processOf(thread, KernelFile.read(Path.of("/proc/" + thread + "/status")));
        } catch (LinuxException e) {
            return thread;
        }
    }

    /** Its own name is the thread's to choose: of what ends lines, the kernel escapes the newline only. */
    private static long processOf(long thread, String status) {
        for (String line : status.split("\n", -1)) {
            if (line.startsWith("Tgid:"))
                return Long.parseLong(line.substring(5).strip());
        }
        return thread;
    }
}
