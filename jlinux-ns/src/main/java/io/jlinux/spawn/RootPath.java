package io.jlinux.spawn;

import static io.jlinux.sys.raw.Fcntl.O_CLOEXEC;
import static io.jlinux.sys.raw.Fcntl.O_DIRECTORY;
import static io.jlinux.sys.raw.Fcntl.O_NOFOLLOW;
import static io.jlinux.sys.raw.Fcntl.O_PATH;
import static io.jlinux.sys.raw.Fcntl.RESOLVE_IN_ROOT;
import static io.jlinux.sys.raw.Fcntl.RESOLVE_NO_MAGICLINKS;

import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parent's look at a root that may be hostile. */
final class RootPath {
    private static final int MAX_LINKS = 40;
    private static final int NAME_MAX = 4096;

    private RootPath() {}

    /** Opens a directory below {@code root}; symbolic links stay inside, and before Linux 5.6 they are an error. */
    static Fd openDirectory(Fd root, List<String> names) throws LinuxException {
        String path = "/" + String.join("/", names);
        NativeBuffer how = NativeBuffer.allocate(24)
                .putLong(0, O_PATH | O_DIRECTORY | O_CLOEXEC)
                .putLong(16, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
        NativeBuffer text = NativeBuffer.ofString(path);
        long fd;
        int tries = 0;
        do fd = RawSyscall.call(Syscall.OPENAT2, root.number(), text.address(), how.address(), 24);
        while ((Result.is(fd, Errno.EAGAIN) || Result.is(fd, Errno.EINTR)) && tries++ < 100);
        how.keepAlive();
        text.keepAlive();
        if (Result.is(fd, Errno.ENOSYS) || Result.is(fd, Errno.EPERM)) return walk(root, names);
        return Fd.adopt((int) Result.check(fd, "open", path), path);
    }

    private static Fd walk(Fd root, List<String> names) throws LinuxException {
        Fd at = root.duplicate();
        for (String name : names) {
            try (Fd last = at) {
                at = last.openAt(name, O_PATH | O_DIRECTORY | O_NOFOLLOW);
            }
        }
        return at;
    }

    /**
     * What {@code target} means when a symbolic link on its way leads to nothing inside {@code root}: the place that the link
     * says, inside the root, which can then be made. Any other target is returned as it is.
     *
     * <p>Only a hint, taken without protection from changes: the child opens whatever comes out of it inside the root again.
     */
    static String followDangling(Path root, String target, HostView host) {
        List<String> rest = PathSteps.names(target);
        if (rest.isEmpty()) return target;
        // what exists and is no link itself needs nothing: one call for a target that is as it should be
        if (host.link(root + "/" + String.join("/", rest)).errno == Errno.EINVAL) return target;
        List<String> resolved = new ArrayList<>();
        int links = 0;
        int ofLink = 0; // how many of the next names a link has brought in
        while (!rest.isEmpty()) {
            String name = rest.remove(0);
            boolean fromLink = ofLink-- > 0;
            if (name.equals("..")) {
                if (!resolved.isEmpty()) resolved.remove(resolved.size() - 1);
                continue;
            }
            resolved.add(name);
            Link link = host.link(root + "/" + String.join("/", resolved));
            if (link.target != null) {
                if (++links > MAX_LINKS) return target;
                resolved.remove(resolved.size() - 1);
                if (link.target.startsWith("/")) resolved.clear();
                List<String> spliced = new ArrayList<>();
                for (String n : link.target.split("/")) {
                    if (!n.isEmpty() && !n.equals(".")) spliced.add(n);
                }
                ofLink = spliced.size() + Math.max(0, ofLink);
                spliced.addAll(rest);
                rest = spliced;
            } else if (link.errno == Errno.ENOENT) {
                if (!fromLink) return target;
                resolved.addAll(rest);
                return "/" + String.join("/", PathSteps.names(String.join("/", resolved)));
            } else if (link.errno != Errno.EINVAL) {
                return target;
            }
        }
        return target;
    }

    /** Where a link leads to, or null and why that is not known. */
    record Link(@Nullable String target, Errno errno) {}

    static Link readLink(String path) {
        if (path.length() > NAME_MAX) return new Link(null, Errno.ENAMETOOLONG);
        try (Scratch s = Scratch.borrow()) {
            int length = s.buffer().putString(0, path);
            long r = RawSyscall.call(
                    Syscall.READLINKAT, Fcntl.AT_FDCWD, s.address(), s.address() + length, Scratch.SIZE - length);
            if (r < 0) return new Link(null, Errno.of((int) -r));
            return new Link(new String(s.buffer().get(length, (int) r), StandardCharsets.UTF_8), Errno.UNKNOWN);
        }
    }
}
