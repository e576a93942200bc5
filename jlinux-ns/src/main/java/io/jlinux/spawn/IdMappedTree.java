package io.jlinux.spawn;

import io.jlinux.mount.Mount;
import io.jlinux.mount.Propagation;
import io.jlinux.ns.IdMap;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.KernelFeatures;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.MountFlags;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.io.IOException;

/**
 * The source of an id-mapped bind, detached, for a child that attaches it. The parent takes it: the map needs privileges
 * over the file system, which a child in a user namespace of its own does not have.
 */
final class IdMappedTree {
    private static final int ATTR_SIZE = 32;

    private IdMappedTree() {}

    static Fd open(Mount.Bind bind, KernelFeatures features) throws LinuxException {
        IdMap map = bind.idMap().orElseThrow();
        String operation = "map ids of";
        String source = bind.source().toString();
        int recursive = bind.recursive() ? Fcntl.AT_RECURSIVE : 0;
        NativeBuffer path = NativeBuffer.ofString(source);
        long fd = RawSyscall.call(
                Syscall.OPEN_TREE,
                Fcntl.AT_FDCWD,
                path.address(),
                MountFlags.OPEN_TREE_CLONE | MountFlags.OPEN_TREE_CLOEXEC | recursive);
        path.keepAlive();
        if (fd < 0) throw new LinuxException(operation, source, (int) -fd);
        Fd tree = high(Fd.adopt((int) fd, label(bind)));
        try (NamespaceHandle user = UserNamespaces.createOne(map, features)) {
            // a copy of a shared mount would carry what is mounted in it back to the host
            NativeBuffer attr = NativeBuffer.allocate(ATTR_SIZE)
                    .putLong(0, MountFlags.MOUNT_ATTR_IDMAP)
                    .putLong(16, Propagation.SLAVE.flag())
                    .putLong(24, user.fd().number());
            NativeBuffer empty = NativeBuffer.ofString("");
            long r = RawSyscall.call(
                    Syscall.MOUNT_SETATTR,
                    tree.number(),
                    empty.address(),
                    Fcntl.AT_EMPTY_PATH | (bind.mapsBelow() ? recursive : 0),
                    attr.address(),
                    ATTR_SIZE);
            attr.keepAlive();
            empty.keepAlive();
            if (r < 0) throw new LinuxException(operation, source, (int) -r, null, hint(Errno.of((int) -r)));
            return tree;
        } catch (IOException | RuntimeException e) {
            tree.close();
            if (e instanceof LinuxException l) throw l;
            if (e instanceof RuntimeException r) throw r;
            throw new LinuxException(operation, source, Errno.EIO.number(), e.getMessage());
        }
    }

    /** For printing: the same label, and nothing is made. */
    static Fd pretend(Mount.Bind bind, Fd any) throws LinuxException {
        return Fd.adopt(any.duplicate().detach(), label(bind));
    }

    private static Fd high(Fd fd) throws LinuxException {
        if (fd.number() > 2) return fd;
        try (fd) {
            return fd.duplicate();
        }
    }

    private static String label(Mount.Bind bind) {
        StringBuilder s = new StringBuilder("open_tree of " + bind.source() + ", ids");
        IdMap map = bind.idMap().orElseThrow();
        for (IdMap.Range r : map.uids()) {
            s.append(' ')
                    .append(r.inside())
                    .append(':')
                    .append(r.outside())
                    .append(':')
                    .append(r.count());
        }
        return s.toString();
    }

    private static String hint(Errno errno) {
        return errno == Errno.EINVAL
                ? "its file system, or one mounted below it, cannot map ids; see mount_setattr(2)"
                : "mapping the ids of a mount needs CAP_SYS_ADMIN over its file system";
    }
}
