package io.jlinux.oci.run;

import io.jlinux.sys.DirectoryEntries;
import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** Copies a directory's content into a file system of a container: what {@link CopyUp} does when it has found both. */
final class TreeCopy {
    private static final int MAX_DEPTH = 128;
    private static final int NAME_MAX = 4096;
    private static final int BLOCK = 64 * 1024;
    private static final long UNSIGNED = 0xffff_ffffL;

    /** chown(2) leaves it as it is. */
    private static final int KEEP = -1;

    private final FileOwners owners;
    private final boolean mayOwn = RawSyscall.call(Syscall.GETEUID) == 0;

    /** @param owners whose files can be there */
    TreeCopy(FileOwners owners) {
        this.owners = owners;
    }

    /** Whether what is copied must be made by another user, since this one has no id there, and may be that user. */
    boolean needsOwner() {
        boolean own =
                owners.hasUser(RawSyscall.call(Syscall.GETEUID)) && owners.hasGroup(RawSyscall.call(Syscall.GETEGID));
        return mayOwn && !own;
    }

    /** Copies what is in one directory into another. */
    void copy(Fd from, Fd to) throws IOException {
        copyEntries(from, to, 0);
    }

    private void copyEntries(Fd from, Fd to, int depth) throws IOException {
        if (depth > MAX_DEPTH) throw new LinuxException("copy up", from.label(), Errno.ELOOP.number());
        for (Path entry : DirectoryEntries.of(proc(from))) {
            copyEntry(from, to, String.valueOf(entry.getFileName()), depth);
        }
    }

    private void copyEntry(Fd from, Fd to, String name, int depth) throws IOException {
        InRoot.Stat stat = InRoot.stat(from, name);
        if (stat.isDirectory()) copyDirectory(from, to, name, stat, depth);
        else if (stat.isRegular()) copyFile(from, to, name, stat);
        else if (stat.isLink()) copyLink(from, to, name, stat);
        else copyNode(to, name, stat);
    }

    private void copyDirectory(Fd from, Fd to, String name, InRoot.Stat stat, int depth) throws IOException {
        boolean isNew;
        try (Scratch s = Scratch.borrow()) {
            isNew = made(RawSyscall.call(Syscall.MKDIRAT, to.number(), s.string(0, name), 0700), to, name);
        }
        int flags = Fcntl.O_RDONLY | Fcntl.O_DIRECTORY;
        Optional<Fd> target = InRoot.openEntry(to, name, flags);
        if (target.isEmpty()) return; // something else was mounted or made there
        try (Fd into = target.get();
                Fd source = from.openAt(name, flags | Fcntl.O_NOFOLLOW)) {
            copyEntries(source, into, depth + 1);
            if (!isNew) return;
            chown(into, "", stat);
            chmod(into, stat);
        }
    }

    private void copyFile(Fd from, Fd to, String name, InRoot.Stat stat) throws IOException {
        long fd;
        try (Scratch s = Scratch.borrow()) {
            int flags = Fcntl.O_WRONLY | Fcntl.O_CREAT | Fcntl.O_EXCL | Fcntl.O_NOFOLLOW | Fcntl.O_CLOEXEC;
            fd = RawSyscall.call(Syscall.OPENAT, to.number(), s.string(0, name), flags, 0600);
        }
        if (!made(fd, to, name)) return;
        try (Fd target = Fd.adopt((int) fd, to.label() + "/" + name);
                Fd source = from.openAt(name, Fcntl.O_RDONLY | Fcntl.O_NOFOLLOW | Fcntl.O_NONBLOCK)) {
            copyContent(source, target, stat.size());
            chown(target, "", stat);
            chmod(target, stat);
        }
    }

    /** By calls that say why: a tmpfs is full when its size is less than what it hides. */
    private static void copyContent(Fd from, Fd to, long size) throws LinuxException {
        NativeBuffer b = NativeBuffer.allocate(BLOCK);
        long left = size;
        while (left > 0) {
            long n = RawSyscall.call(Syscall.READ, from.number(), b.address(), Math.min(left, BLOCK));
            if (Result.is(n, Errno.EINTR)) continue;
            if (Result.check(n, "read", from.label()) == 0) break; // it has become shorter
            left -= n;
            for (int done = 0; done < n; ) {
                long w = RawSyscall.call(Syscall.WRITE, to.number(), b.address() + done, n - done);
                if (!Result.is(w, Errno.EINTR)) done += (int) Result.check(w, "copy up to", to.label());
            }
        }
        b.keepAlive();
    }

    private void copyLink(Fd from, Fd to, String name, InRoot.Stat stat) throws LinuxException {
        String target;
        try (Scratch s = Scratch.borrow()) {
            long path = s.string(0, name);
            int at = name.getBytes(StandardCharsets.UTF_8).length + 1;
            int room = Math.min(NAME_MAX, Scratch.SIZE - at);
            long n = RawSyscall.call(Syscall.READLINKAT, from.number(), path, s.address() + at, room);
            target = new String(
                    s.buffer().get(at, (int) Result.check(n, "read link", from.label() + "/" + name)),
                    StandardCharsets.UTF_8);
        }
        try (Scratch s = Scratch.borrow();
                Scratch t = Scratch.borrow()) {
            long r = RawSyscall.call(Syscall.SYMLINKAT, t.string(0, target), to.number(), s.string(0, name));
            if (!made(r, to, name)) return;
        }
        chown(to, name, stat);
    }

    private void copyNode(Fd to, String name, InRoot.Stat stat) throws LinuxException {
        int device = (stat.minor() & 0xff) | (stat.major() & 0xfff) << 8 | (stat.minor() & ~0xff) << 12;
        try (Scratch s = Scratch.borrow()) {
            long r = RawSyscall.call(Syscall.MKNODAT, to.number(), s.string(0, name), stat.mode(), device);
            if (!made(r, to, name)) return;
            // without what the umask has taken away
            r = RawSyscall.call(Syscall.FCHMODAT, to.number(), s.string(0, name), stat.mode() & 07777);
            Result.check(r, "chmod", to.label() + "/" + name);
        }
        chown(to, name, stat);
    }

    /** Whether it was made; what is there already is left as it is. */
    private static boolean made(long result, Fd to, String name) throws LinuxException {
        if (Result.is(result, Errno.EEXIST)) return false;
        Result.check(result, "copy up to", to.label() + "/" + name);
        return true;
    }

    void chown(Fd at, String name, InRoot.Stat stat) throws LinuxException {
        if (!mayOwn) return; // what is made belongs to this user, who is root in the container
        int uid = owners.hasUser(stat.uid() & UNSIGNED) ? stat.uid() : KEEP;
        int gid = owners.hasGroup(stat.gid() & UNSIGNED) ? stat.gid() : KEEP;
        if (uid == KEEP && gid == KEEP) return;
        try (Scratch s = Scratch.borrow()) {
            long r = RawSyscall.call(
                    Syscall.FCHOWNAT,
                    at.number(),
                    s.string(0, name),
                    uid,
                    gid,
                    Fcntl.AT_SYMLINK_NOFOLLOW | Fcntl.AT_EMPTY_PATH);
            Result.check(r, "own copy", at.label() + "/" + name);
        }
    }

    static void chmod(Fd file, InRoot.Stat stat) throws LinuxException {
        Result.check(RawSyscall.call(Syscall.FCHMOD, file.number(), stat.mode() & 07777), "chmod", file.label());
    }

    private static Path proc(Fd fd) {
        return Path.of("/proc/self/fd/" + fd.number());
    }
}
