package io.jlinux.spawn;

import io.jlinux.ns.Namespace;
import io.jlinux.security.Capability;
import io.jlinux.security.Rlimit;
import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.KernelFile;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a process in another user namespace cannot give itself: hard limits above those that it has from this JVM, and an oom_score_adj below.
 * The kernel wants {@code CAP_SYS_RESOURCE} in the first user namespace for them. So the parent, where it has that, allows them while the
 * child waits at the gate.
 *
 * <p>Only what is forbidden is widened: soft limits stay as they are, so that no step of the child is held to a limit of the program. Its own
 * steps set what was asked for, as in any start; where the parent may not either, they are refused, and are what the error names.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/prlimit.2.html">prlimit(2)</a>
 */
final class HostLimits {
    private static final long NEEDED = Capability.mask(Set.of(Capability.SYS_RESOURCE));

    private final List<Rlimit> limits;
    private final OptionalInt oomScoreAdj;

    private HostLimits(List<Rlimit> limits, OptionalInt oomScoreAdj) {
        this.limits = limits;
        this.oomScoreAdj = oomScoreAdj;
    }

    /** Those of a start; by what this JVM has now. */
    static HostLimits of(SpawnSpec spec) {
        boolean otherUser = spec.unshares(Namespace.USER) || spec.joins(Namespace.USER);
        boolean asked = !spec.rlimits.isEmpty() || spec.oomScoreAdj != null;
        if (!otherUser || !asked || !Capability.areEffective(NEEDED))
            return new HostLimits(List.of(), OptionalInt.empty());
        List<Rlimit> raised = new ArrayList<>();
        for (Rlimit r : spec.rlimits) {
            if (Long.compareUnsigned(r.hard(), own(r.resource()).hard()) > 0) raised.add(r);
        }
        Integer adj = spec.oomScoreAdj;
        if (adj == null || adj >= ownOomScoreAdj()) return new HostLimits(raised, OptionalInt.empty());
        return new HostLimits(raised, OptionalInt.of(adj));
    }

    private static Rlimit own(Rlimit.Resource resource) {
        try {
            return Rlimit.ofProcess(ProcessHandle.current().pid(), resource);
        } catch (LinuxException e) {
            return Rlimit.of(resource, Rlimit.UNLIMITED); // the child will be told
        }
    }

    private static int ownOomScoreAdj() {
        try {
            return Integer.parseInt(
                    KernelFile.read(Path.of("/proc/self/oom_score_adj")).strip());
        } catch (LinuxException | NumberFormatException e) {
            return Integer.MIN_VALUE; // the child will be told
        }
    }

    boolean isEmpty() {
        return limits.isEmpty() && oomScoreAdj.isEmpty();
    }

    /** Gives them to the child. */
    void grant(long pid) throws LinuxException {
        if (oomScoreAdj.isPresent()) writeOomScoreAdj(pid, oomScoreAdj.getAsInt());
        for (Rlimit r : limits) raise(pid, r);
    }

    private static void writeOomScoreAdj(long pid, int adj) throws LinuxException {
        Path file = Path.of("/proc", Long.toString(pid), "oom_score_adj");
        try (Fd fd = Fd.open(file, Fcntl.O_WRONLY)) {
            fd.write(Integer.toString(adj));
        } catch (LinuxException e) {
            if (!isRefusal(e.errno())) throw new LinuxException("set oom_score_adj", file.toString(), e.rawErrno());
        }
    }

    private static void raise(long pid, Rlimit r) throws LinuxException {
        try (Scratch s = Scratch.borrow()) {
            long soft = Rlimit.ofProcess(pid, r.resource()).soft();
            s.buffer().putLong(0, soft).putLong(8, r.hard());
            long result = RawSyscall.call(Syscall.PRLIMIT64, pid, r.resource().ordinal(), s.address(), 0);
            if (Result.is(result, Errno.EPERM)) return;
            Result.check(result, "set limit", "RLIMIT_" + r.resource());
        }
    }

    private static boolean isRefusal(Errno errno) {
        return errno == Errno.EACCES || errno == Errno.EPERM;
    }

    /** What a plan says of it. */
    List<String> explain() {
        List<String> lines = new ArrayList<>();
        oomScoreAdj.ifPresent(adj -> lines.add("     parent: write oom_score_adj " + adj));
        for (Rlimit r : limits) {
            lines.add("     parent: raise the hard RLIMIT_" + r.resource() + " to " + IdentitySteps.text(r.hard()));
        }
        return lines;
    }
}
