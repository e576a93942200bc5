package io.jlinux.sched;

import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.util.Arrays;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Processors that a process may run on. A value.
 *
 * <p>The kernel keeps those that exist and that the process' cpuset cgroup allows; when that leaves none, the call fails with
 * {@code EINVAL}.
 *
 * @param cpus their numbers, at least one
 * @see <a href="https://man7.org/linux/man-pages/man2/sched_setaffinity.2.html">sched_setaffinity(2)</a>
 */
public record CpuSet(SortedSet<Integer> cpus) {
    private static final int ALL_BYTES = 1024;
    private static final CpuSet ALL = everything();

    public CpuSet {
        cpus = NumberList.copy(cpus);
        if (cpus.isEmpty()) throw new IllegalArgumentException("no processor");
    }

    /** These. */
    public static CpuSet of(Integer... cpus) {
        return new CpuSet(new TreeSet<>(Arrays.asList(cpus)));
    }

    /**
     * What a list such as {@code 0-3,7} says.
     *
     * @throws IllegalArgumentException for another form, and for an empty one
     */
    public static CpuSet parse(String list) {
        return new CpuSet(NumberList.parse(list));
    }

    /**
     * Every processor that the process' cpuset allows: undoes what it inherited from the thread that started it.
     */
    public static CpuSet all() {
        return ALL;
    }

    private static CpuSet everything() {
        TreeSet<Integer> set = new TreeSet<>();
        for (int i = 0; i < ALL_BYTES * 8; i++) set.add(i);
        return new CpuSet(set);
    }

    /**
     * Where the calling thread may run, by sched_getaffinity(2).
     *
     * @throws LinuxException {@code EINVAL} on a machine with more than 131072 processors
     */
    public static CpuSet ofThisThread() throws LinuxException {
        return of(0, "this thread");
    }

    /**
     * Where another thread or process may run, by the number of its (first) thread; sched_getaffinity(2).
     *
     * @throws LinuxException {@code ESRCH} when there is none, {@code EINVAL} as above
     */
    public static CpuSet ofProcess(long pid) throws LinuxException {
        if (pid <= 0 || pid > Integer.MAX_VALUE) throw new IllegalArgumentException("not a pid: " + pid);
        return of(pid, "pid " + pid);
    }

    private static CpuSet of(long pid, String target) throws LinuxException {
        try (Scratch s = Scratch.borrow()) {
            long n = RawSyscall.call(Syscall.SCHED_GETAFFINITY, pid, Scratch.SIZE, s.address());
            Result.check(n, "sched_getaffinity", target);
            TreeSet<Integer> set = new TreeSet<>();
            for (int i = 0; i < n * 8; i++) {
                if ((s.buffer().getByte(i / 8) >> i % 8 & 1) != 0) set.add(i);
            }
            return new CpuSet(set);
        }
    }

    /** Whether it is {@link #all()}. */
    public boolean isAll() {
        return cpus.size() == ALL_BYTES * 8;
    }

    /** The kernel's {@code cpu_set_t}: one bit for each. */
    public byte[] mask() {
        return NumberList.mask(cpus);
    }

    /** {@code 0-3,7}; {@code all}. */
    @Override
    public String toString() {
        return isAll() ? "all" : NumberList.text(cpus);
    }
}
