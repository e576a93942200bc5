package io.jlinux.cgroup;

import io.jlinux.cgroup.file.CgroupDir;
import io.jlinux.cgroup.v1.V1Group;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import java.util.List;

/**
 * The processes and threads in a cgroup itself, without those of its children. From {@link Cgroup#tasks()}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/cgroups.7.html">cgroups(7)</a>
 */
public final class CgroupTasks {
    private final Cgroup cgroup;

    CgroupTasks(Cgroup cgroup) {
        this.cgroup = cgroup;
    }

    /** The pids of the processes; {@code cgroup.procs}. 0 stands for one outside of our pid namespace. */
    public List<Long> processes() throws LinuxException {
        return cgroup.processes();
    }

    /** The thread ids; {@code cgroup.threads}, v1 {@code tasks}. */
    public List<Long> threads() throws LinuxException {
        Directories dirs = cgroup.dirs();
        CgroupDir dir = dirs.all().get(0);
        return dir.read(dirs.unified() != null ? "cgroup.threads" : "tasks")
                .map(text -> text.lines().map(Long::valueOf).toList())
                .orElse(List.of());
    }

    /**
     * Moves one thread into this cgroup; {@code cgroup.threads}, v1 {@code tasks}.
     *
     * <p>v2 allows that within a threaded subtree only: see {@link CgroupTree#makeThreaded}. On a hybrid host it is done in the
     * v1 hierarchies, which allow it for any thread, and in v2 where this cgroup is threaded.
     *
     * @throws LinuxException {@code EOPNOTSUPP} where this cgroup is not of the process' threaded subtree; {@code ESRCH} for
     *     no such thread
     */
    public void addThread(long tid) throws LinuxException {
        if (tid <= 0) throw new IllegalArgumentException("not a thread id: " + tid);
        Directories dirs = cgroup.dirs();
        if (dirs.unified() != null) {
            CgroupDir dir = dirs.unified().dir();
            boolean domain = !dirs.legacy().isEmpty()
                    && dir.read("cgroup.type").orElse("").startsWith("domain");
            if (!domain) dir.checkWrite(dir.tryWrite("cgroup.threads", tid), "cgroup.threads", tid);
        }
        for (V1Group g : dirs.legacy()) g.dir().checkWrite(g.dir().tryWrite("tasks", tid), "tasks", tid);
    }

    /**
     * Moves every process into {@code target}, in one pass: what forks meanwhile may leave a child behind, so go on until
     * this returns 0. Processes that end meanwhile are no error.
     *
     * @return how many processes there were
     * @throws LinuxException as of {@link Cgroup#add}; those before the one that failed have been moved. {@code EXDEV} for a
     *     process outside of our pid namespace, which cannot be named
     */
    public int moveTo(Cgroup target) throws LinuxException {
        List<Long> pids = cgroup.processes();
        for (long pid : pids) {
            if (pid == 0) {
                throw new LinuxException(
                        "move a process of",
                        cgroup.toString(),
                        Errno.EXDEV.number(),
                        null,
                        "it is outside of this pid namespace");
            }
            for (CgroupDir dir : target.dirs().all()) {
                long r = dir.tryWrite("cgroup.procs", pid);
                if (Result.is(r, Errno.ESRCH)) break;
                dir.checkWrite(r, "cgroup.procs", pid);
            }
        }
        return pids.size();
    }

    @Override
    public String toString() {
        return "tasks of " + cgroup;
    }
}
