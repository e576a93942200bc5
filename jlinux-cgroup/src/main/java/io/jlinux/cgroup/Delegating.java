package io.jlinux.cgroup;

import io.jlinux.cgroup.file.CgroupDir;
import io.jlinux.cgroup.v1.V1Group;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Statx;
import io.jlinux.sys.raw.Syscall;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Gives the directory and the delegated files of a cgroup to a user; fchownat(2), all or nothing. */
final class Delegating {
    /** Whose a file was. */
    private record Owner(CgroupDir dir, String file, int uid, int gid) {}

    private static final Set<String> OF_V1 = Set.of("cgroup.procs", "tasks");

    private Delegating() {}

    static void delegate(Directories dirs, int uid, int gid) throws LinuxException {
        List<Owner> before = new ArrayList<>();
        try {
            if (dirs.unified() != null) {
                give(dirs.unified().dir(), dirs.host().delegation().files(), uid, gid, before);
            }
            for (V1Group g : dirs.legacy()) give(g.dir(), OF_V1, uid, gid, before);
        } catch (LinuxException e) {
            for (Owner o : before) chown(o.dir, o.file, o.uid, o.gid);
            throw e;
        }
    }

    private static void give(CgroupDir dir, Set<String> files, int uid, int gid, List<Owner> before)
            throws LinuxException {
        for (String file : files) {
            if (dir.has(file)) give(dir, file, uid, gid, before); // memory.reclaim without the memory controller is not
        }
        give(dir, ".", uid, gid, before); // last: whoever may make cgroups here can use them
    }

    private static void give(CgroupDir dir, String file, int uid, int gid, List<Owner> before) throws LinuxException {
        NativeBuffer stat = NativeBuffer.allocate(Statx.STRUCT_SIZE);
        try (Scratch s = Scratch.borrow()) {
            long r = RawSyscall.call(
                    Syscall.STATX,
                    dir.fd().number(),
                    s.string(0, file),
                    Fcntl.AT_SYMLINK_NOFOLLOW,
                    Statx.BASIC_STATS,
                    stat.address());
            stat.keepAlive();
            if (Result.is(r, Errno.ENOENT)) return; // its controller has just been disabled
            Result.check(r, "look at", dir.path().resolve(file));
        }
        long r = chown(dir, file, uid, gid);
        if (Result.is(r, Errno.ENOENT)) return;
        Result.check(r, "give to uid " + uid, dir.path().resolve(file).normalize());
        before.add(0, new Owner(dir, file, stat.getInt(Statx.UID), stat.getInt(Statx.GID)));
    }

    private static long chown(CgroupDir dir, String file, int uid, int gid) {
        try (Scratch s = Scratch.borrow()) {
            long name = s.string(0, file);
            return RawSyscall.call(Syscall.FCHOWNAT, dir.fd().number(), name, uid, gid, Fcntl.AT_SYMLINK_NOFOLLOW);
        }
    }
}
