package io.jlinux.security;

import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.util.Locale;

/**
 * A resource limit of a process. A value.
 *
 * @param resource what is limited
 * @param soft the limit in force, in the resource's unit; {@link #UNLIMITED} for none
 * @param hard how far a process without {@code CAP_SYS_RESOURCE} may raise the soft limit
 * @see <a href="https://man7.org/linux/man-pages/man2/getrlimit.2.html">getrlimit(2)</a>
 */
public record Rlimit(Resource resource, long soft, long hard) {
    /** {@code RLIM_INFINITY}. */
    public static final long UNLIMITED = -1;

    /** The resources; the ordinal is the kernel's number on x86_64 and aarch64. */
    public enum Resource {
        /** Processor time, in seconds. */
        CPU,
        /** Size of a file, in bytes. */
        FSIZE,
        /** Data segment, in bytes. */
        DATA,
        /** Stack, in bytes. */
        STACK,
        /** Core dump, in bytes. */
        CORE,
        /** Has no effect since Linux 2.4.30. */
        RSS,
        /** Processes of the user. */
        NPROC,
        /** Highest descriptor number, plus one. */
        NOFILE,
        /** Locked memory, in bytes. */
        MEMLOCK,
        /** Address space, in bytes. */
        AS,
        /** Has no effect since Linux 2.4.25. */
        LOCKS,
        /** Queued signals. */
        SIGPENDING,
        /** POSIX message queues, in bytes. */
        MSGQUEUE,
        /** Ceiling of the nice value, as 20 - nice. */
        NICE,
        /** Ceiling of the real-time priority. */
        RTPRIO,
        /** Real-time processor time without a blocking call, in microseconds. */
        RTTIME;

        /**
         * The resource of a name such as {@code RLIMIT_NOFILE} or {@code NOFILE}.
         *
         * @throws IllegalArgumentException where there is none
         */
        public static Resource parse(String name) {
            String n = name.toUpperCase(Locale.ROOT);
            return valueOf(n.startsWith("RLIMIT_") ? n.substring(7) : n);
        }
    }

    public Rlimit {
        if (Long.compareUnsigned(soft, hard) > 0) {
            throw new IllegalArgumentException(resource + ": the soft limit " + soft + " is above the hard " + hard);
        }
    }

    /** The same soft and hard limit. */
    public static Rlimit of(Resource resource, long limit) {
        return new Rlimit(resource, limit, limit);
    }

    /**
     * The limit that a process has now; prlimit(2).
     *
     * @throws LinuxException {@code ESRCH} when there is no such process, {@code EPERM} for one with other ids, which needs
     *     CAP_SYS_RESOURCE
     */
    public static Rlimit ofProcess(long pid, Resource resource) throws LinuxException {
        if (pid <= 0 || pid > Integer.MAX_VALUE) throw new IllegalArgumentException("not a pid: " + pid);
        try (Scratch s = Scratch.borrow()) {
            long r = RawSyscall.call(Syscall.PRLIMIT64, pid, resource.ordinal(), 0, s.address());
            Result.check(r, "read the limit of " + resource + " of", "pid " + pid);
            return new Rlimit(resource, s.buffer().getLong(0), s.buffer().getLong(8));
        }
    }
}
