package io.jlinux.oci;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.PidFd;
import io.jlinux.sys.Result;
import io.jlinux.sys.Signal;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.Poll;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The processes of a container: who they are, and when one ends. */
final class ContainerProcesses {
    private static final int PASSES = 10;
    private static final Duration DEATH = Duration.ofSeconds(10);

    private ContainerProcesses() {}

    /** The pids in a cgroup and below it, as this JVM's pid namespace sees them; none in one that was removed meanwhile. */
    static List<Long> of(Cgroup cgroup) throws LinuxException {
        try {
            List<Long> pids = new ArrayList<>(cgroup.processes());
            for (String name : cgroup.tree().children()) pids.addAll(below(cgroup, name));
            return pids;
        } catch (LinuxException e) {
            if (e.errno() != Errno.ENOENT && e.errno() != Errno.ENODEV) throw e;
            return List.of();
        }
    }

    private static List<Long> below(Cgroup cgroup, String name) throws LinuxException {
        try (Cgroup child = cgroup.openChild(name)) {
            return of(child);
        } catch (LinuxException e) {
            if (e.errno() != Errno.ENOENT && e.errno() != Errno.ENODEV) throw e;
            return List.of();
        }
    }

    /**
     * Kills every process in a cgroup and below it; none is left, and the cgroup stays. One that was removed meanwhile has none.
     *
     * @throws LinuxException {@code ETIMEDOUT} when some do not die
     */
    static void killAll(Cgroup cgroup) throws LinuxException {
        try {
            cgroup.kill();
        } catch (LinuxException e) {
            switch (e.errno()) {
                case ENOENT, ENODEV -> {}
                case EACCES, EROFS -> signalAll(cgroup, Signal.KILL.number()); // they cannot be made to stand still
                default -> throw e;
            }
        }
        if (cgroup.awaitEmpty(DEATH)) return;
        throw new LinuxException(
                "kill all processes of",
                cgroup.name(),
                Errno.ETIMEDOUT.number(),
                null,
                "these are left: " + of(cgroup));
    }

    /**
     * Sends a signal to every process in a cgroup and below it, also to those that fork meanwhile: until a pass finds no new
     * one.
     *
     * @throws LinuxException {@code EAGAIN} when that does not come true
     */
    static void signalAll(Cgroup cgroup, int signal) throws LinuxException {
        reachAll(cgroup.name(), () -> of(cgroup), pid -> signal(pid, signal, cgroup));
    }

    /** The pids there are now. */
    @FunctionalInterface
    interface Listing {
        List<Long> now() throws LinuxException;
    }

    /** Something that is done to a process. */
    @FunctionalInterface
    interface Reaching {
        void of(long pid) throws LinuxException;
    }

    /** As {@link #signalAll}, of any listing. */
    static void reachAll(String name, Listing listing, Reaching reaching) throws LinuxException {
        Set<Long> reached = new HashSet<>();
        for (int pass = 0; ; pass++) {
            List<Long> pids = new ArrayList<>(listing.now());
            pids.removeAll(reached);
            if (pids.isEmpty()) return;
            if (pass == PASSES) {
                throw new LinuxException(
                        "signal all processes of",
                        name,
                        Errno.EAGAIN.number(),
                        null,
                        "they fork faster than they are signalled: KILL, which stops them first, reaches all, or pause the"
                                + " container before");
            }
            for (long pid : pids) {
                if (pid > 0) reaching.of(pid);
                reached.add(pid);
            }
        }
    }

    private static void signal(long pid, int signal, Cgroup cgroup) throws LinuxException {
        try (PidFd fd = PidFd.open(pid)) {
            // still in it after the pidfd was opened: not another process of the same pid
            if (of(cgroup).contains(pid)) fd.send(signal);
        } catch (LinuxException e) {
            if (e.errno() != Errno.ESRCH) throw e;
        }
    }

    /**
     * Waits until a process has ended.
     *
     * @throws LinuxException {@code ETIMEDOUT} when it has not within {@code atMost}
     */
    static void awaitEnd(PidFd process, Duration atMost) throws LinuxException {
        long end = System.nanoTime() + atMost.toNanos();
        try (Scratch s = Scratch.borrow()) {
            NativeBuffer b = s.buffer();
            long n;
            do {
                long left = Math.max(0, end - System.nanoTime());
                b.putInt(0, process.fd().number()).putInt(4, Poll.POLLIN);
                b.putLong(16, left / 1_000_000_000L).putLong(24, left % 1_000_000_000L);
                n = RawSyscall.call(Syscall.PPOLL, b.address(), 1, b.address() + 16, 0, 8);
            } while (Result.is(n, Errno.EINTR));
            if (Result.check(n, "poll", process) == 1) return;
        }
        throw new LinuxException("wait for the end of", "pid " + process.pid(), Errno.ETIMEDOUT.number());
    }
}
