package io.jlinux.oci.run;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.CgroupHost;
import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciProcess;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Who owns the cgroup of a container: the user that its program runs as, where that one is to make cgroups of its own in it, by the
 * rules of <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#cgroup-ownership">config-linux.md</a>.
 * Its limits stay root's.
 */
final class CgroupOwner {
    private static final Path DELEGATE = Path.of("/sys/kernel/cgroup/delegate");
    private static final List<String> FILES = List.of("cgroup.procs", "cgroup.subtree_control", "cgroup.threads");
    private static final String CGROUP = "cgroup";

    private CgroupOwner() {}

    /** The uid on the host that is to own it; empty where it stays as it is. */
    static OptionalLong of(OciConfig config) {
        boolean own = config.namespace(Namespace.CGROUP)
                .filter(n -> n.path().isEmpty())
                .isPresent();
        boolean writable = config.mounts().stream()
                .anyMatch(m -> m.source().filter(CGROUP::equals).isPresent()
                        && m.target().equals("/sys/fs/cgroup")
                        && !m.options().contains("ro"));
        if (!own || !writable || config.process().isEmpty()) return OptionalLong.empty();
        OciProcess process = config.process().get();
        long uid = process.user().uid();
        if (config.namespace(Namespace.USER).isEmpty()) return OptionalLong.of(uid);
        for (IdMap.Range r : config.linux().uidMappings()) {
            long into = uid - r.inside();
            if (into >= 0 && into < r.count()) return OptionalLong.of(r.outside() + into);
        }
        return OptionalLong.empty();
    }

    /**
     * Gives it away, on a host that has cgroup v2 and nothing else. Where this process may not do that, it stays its own, which is
     * no error.
     */
    static void give(Cgroup cgroup, OciConfig config) throws LinuxException {
        OptionalLong owner = of(config);
        if (owner.isEmpty() || CgroupHost.current().mode() != CgroupHost.Mode.V2) return;
        Path directory = cgroup.directories().get(0);
        if (!give(directory, owner.getAsLong())) return;
        for (String file : files()) give(directory.resolve(file), owner.getAsLong());
    }

    /** False when this process may not. */
    private static boolean give(Path file, long uid) throws LinuxException {
        try (Scratch s = Scratch.borrow()) {
            long path = s.string(0, file.toString());
            long r = RawSyscall.call(Syscall.FCHOWNAT, Fcntl.AT_FDCWD, path, uid, -1, Fcntl.AT_SYMLINK_NOFOLLOW);
            if (Result.is(r, Errno.EPERM)) return false;
            // no cgroup has all files
            if (!Result.is(r, Errno.ENOENT)) Result.check(r, "give to uid " + uid, file);
            return true;
        }
    }

    private static List<String> files() throws LinuxException {
        try {
            List<String> files = new ArrayList<>();
            for (String line : Files.readAllLines(DELEGATE)) {
                if (!line.isBlank() && !line.contains("/")) files.add(line.strip());
            }
            return files;
        } catch (NoSuchFileException e) {
            return FILES;
        } catch (IOException e) {
            throw new LinuxException("read", DELEGATE.toString(), Errno.EIO.number());
        }
    }
}
