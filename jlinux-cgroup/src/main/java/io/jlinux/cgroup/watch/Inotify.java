package io.jlinux.cgroup.watch;

import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One inotify instance, shared by all: the kernel knows one watch of a file only, so who watches the same one shares it.
 *
 * <pre>
 *   struct inotify_event: s32 wd | u32 mask | u32 cookie | u32 len | char name[len]
 * </pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/inotify.7.html">inotify(7)</a>
 */
final class Inotify {
    private static final int IN_MODIFY = 0x2;
    private static final int IN_DELETE = 0x200;
    private static final int IN_Q_OVERFLOW = 0x4000;
    private static final int IN_IGNORED = 0x8000;
    private static final int HEADER = 16;
    private static final int BUFFER = 64 * 1024;

    /**
     * Who wants to know.
     *
     * <p>The name is of what is deleted in a watched directory; empty for a watched file.
     */
    static final class Listener {
        private final String name;
        private final Runnable changed;

        Listener(String name, Runnable changed) {
            this.name = name;
            this.changed = changed;
        }
    }

    private final Fd fd;
    private final Map<Integer, List<Listener>> listeners = new HashMap<>();
    private final NativeBuffer buffer = NativeBuffer.allocate(BUFFER);

    private Inotify(Fd fd) {
        this.fd = fd;
    }

    static Inotify open() throws LinuxException {
        long r = RawSyscall.call(Syscall.INOTIFY_INIT1, Fcntl.O_CLOEXEC | Fcntl.O_NONBLOCK);
        if (RawSyscall.failed(r)) throw error("start watching files with", "inotify", (int) -r);
        return new Inotify(Fd.adopt((int) r, "inotify"));
    }

    Fd fd() {
        return fd;
    }

    /** Watches a file below {@code dir} for changes; returns the number of the watch. */
    synchronized int add(Fd dir, String file, Listener listener) throws LinuxException {
        int mask = listener.name.isEmpty() ? IN_MODIFY : IN_DELETE;
        try (Scratch s = Scratch.borrow()) {
            long path = s.string(0, "/proc/self/fd/" + dir.number() + "/" + file);
            long r = RawSyscall.call(Syscall.INOTIFY_ADD_WATCH, fd.number(), path, mask);
            if (RawSyscall.failed(r)) throw error("watch", dir.label() + "/" + file, (int) -r);
            listeners.computeIfAbsent((int) r, k -> new ArrayList<>()).add(listener);
            return (int) r;
        }
    }

    /** Ends a watch, in the kernel too when nobody else shares it. */
    synchronized void remove(int watch, Listener listener) {
        List<Listener> all = listeners.get(watch);
        if (all == null) return;
        all.remove(listener); // by identity: it has no equals
        if (!all.isEmpty()) return;
        listeners.remove(watch);
        RawSyscall.call(
                Syscall.INOTIFY_RM_WATCH, fd.number(), watch); // fails where the file is gone, and the watch with it
    }

    /** Reads what has happened and tells it; by the loop's thread only. */
    void dispatch() {
        while (true) {
            long n = RawSyscall.call(Syscall.READ, fd.number(), buffer.address(), BUFFER);
            if (n <= 0) return;
            for (int at = 0; at < n; at += HEADER + buffer.getInt(at + 12)) event(at);
        }
    }

    private void event(int at) {
        int mask = buffer.getInt(at + 4);
        if ((mask & IN_Q_OVERFLOW) != 0) {
            all().forEach(l -> l.changed.run()); // some were lost: everybody looks
            return;
        }
        int watch = buffer.getInt(at);
        String name = buffer.getInt(at + 12) > 0 ? buffer.getString(at + HEADER) : "";
        for (Listener l : of(watch, (mask & IN_IGNORED) != 0)) {
            if (l.name.isEmpty() || l.name.equals(name)) l.changed.run();
        }
    }

    private synchronized List<Listener> of(int watch, boolean ended) {
        @Nullable List<Listener> all = ended ? listeners.remove(watch) : listeners.get(watch);
        return all == null ? List.of() : List.copyOf(all);
    }

    private synchronized List<Listener> all() {
        return listeners.values().stream().flatMap(List::stream).toList();
    }

    /** How many files are watched. */
    synchronized int size() {
        return listeners.size();
    }

    static LinuxException error(String operation, String target, int errno) {
        String hint = switch (Errno.of(errno)) {
            case ENOSPC -> "this user's limit of watched files is reached: sysctl fs.inotify.max_user_watches";
            case EMFILE ->
                "this user's limit of inotify instances is reached: sysctl fs.inotify.max_user_instances,"
                        + " or RLIMIT_NOFILE";
            case ENOENT -> "the cgroup has been removed, or has no such file";
            default -> null;
        };
        return new LinuxException(operation, target, errno, null, hint);
    }
}
