package io.jlinux.cgroup.v2;

import io.jlinux.cgroup.file.CgroupDir;
import io.jlinux.cgroup.file.CgroupErrors;
import io.jlinux.cgroup.file.ProcessSweep;
import io.jlinux.cgroup.file.Waiting;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/** One cgroup of the v2 hierarchy: its controllers, and what can be done to all of its processes. */
public final class V2Group implements AutoCloseable {
    private final CgroupDir dir;
    private final Path mountPoint;

    /** What {@link #enable} has seen enabled for the children; only ever a reason not to look again. */
    private volatile Set<String> seenEnabled = Set.of();

    public V2Group(CgroupDir dir, Path mountPoint) {
        this.dir = dir;
        this.mountPoint = mountPoint;
    }

    public CgroupDir dir() {
        return dir;
    }

    /** An existing child. */
    public V2Group child(String name) throws LinuxException {
        return new V2Group(dir.child(name), mountPoint);
    }

    /** The cgroup above, which must be within the mount. */
    public V2Group parent() throws LinuxException {
        return new V2Group(dir.parent(), mountPoint);
    }

    public boolean isTopOfMount() {
        return dir.path().equals(mountPoint);
    }

    /** The controllers that it has: those which the cgroup above enables for its children. */
    public Set<String> controllers() throws LinuxException {
        return words("cgroup.controllers");
    }

    /** The controllers that it enables for its children. */
    public Set<String> enabled() throws LinuxException {
        return words("cgroup.subtree_control");
    }

    /** Disables controllers for the children; those that are not enabled are left out. */
    public void disable(Set<String> unwanted) throws LinuxException {
        Set<String> there = enabled();
        there.retainAll(unwanted);
        seenEnabled = Set.of();
        if (!there.isEmpty()) dir.write("cgroup.subtree_control", "-" + String.join(" -", there));
    }

    private Set<String> words(String file) throws LinuxException {
        String text = dir.read(file).orElse("").strip();
        return text.isEmpty() ? new TreeSet<>() : new TreeSet<>(Set.of(text.split(" ", -1)));
    }

    /**
     * Enables controllers for the children, here and as far up as needed; what is enabled already is not written.
     *
     * @throws LinuxException {@code ENOENT} where no cgroup above has one of them, {@code EBUSY} where processes are in
     *     the way, {@code EACCES} where it is not ours to say
     */
    public void enable(Set<String> wanted) throws LinuxException {
        if (seenEnabled.containsAll(wanted)) return;
        Set<String> enabled = enabled();
        Set<String> missing = new TreeSet<>(wanted);
        missing.removeAll(enabled);
        if (!missing.isEmpty()) {
            enableAbove(missing);
            String value = "+" + String.join(" +", missing);
            checkNoProcesses(value);
            dir.write("cgroup.subtree_control", value);
        }
        enabled.addAll(missing);
        seenEnabled = Set.copyOf(enabled);
    }

    /**
     * Of domain controllers such as memory the kernel refuses it itself. With cpu or pids it would make this the top of a
     * threaded subtree, and its children would take no process any more.
     */
    private void checkNoProcesses(String value) throws LinuxException {
        boolean domain = dir.read("cgroup.type").orElse("").strip().equals("domain");
        if (!domain || dir.processes().isEmpty()) return;
        String file = "cgroup.subtree_control";
        throw CgroupErrors.of(dir, "write '" + value + "' to", dir.path().resolve(file), file, Errno.EBUSY.number());
    }

    private void enableAbove(Set<String> wanted) throws LinuxException {
        Set<String> absent = new TreeSet<>(wanted);
        absent.removeAll(controllers());
        if (absent.isEmpty()) return;
        if (isTopOfMount()) {
            String controller = absent.iterator().next();
            throw new LinuxException(
                    "enable controller '" + controller + "' for the children of",
                    dir.toString(),
                    Errno.ENOENT.number(),
                    null,
                    CgroupErrors.nearest(dir.path(), controller));
        }
        try (V2Group up = parent()) {
            up.enable(absent);
        } catch (LinuxException e) {
            throw explained(e, absent);
        }
    }

    private LinuxException explained(LinuxException cause, Set<String> absent) {
        String controller = absent.iterator().next();
        String hint = CgroupErrors.nearest(dir.path(), controller) + "; " + cause.hint();
        LinuxException e =
                new LinuxException(cause.operation(), cause.target(), cause.rawErrno(), cause.detail(), hint);
        e.addSuppressed(cause);
        return e;
    }

    /** Enables of {@code wanted} what can be had here without a word to any cgroup above, and is quiet about the rest. */
    public void enableWhatIsThere(Set<String> wanted) {
        if (wanted.isEmpty() || seenEnabled.containsAll(wanted)) return;
        try {
            Set<String> possible = new TreeSet<>(wanted);
            possible.retainAll(controllers());
            enable(possible);
            Set<String> seen = new TreeSet<>(seenEnabled);
            seen.addAll(wanted);
            seenEnabled = Set.copyOf(seen);
        } catch (LinuxException e) {
            return; // nobody asked for these by name; whoever writes one of their files gets the error with its reason
        }
    }

    /** Whether a process is in it or in a descendant, from {@code cgroup.events}; the root always says yes. */
    public boolean isPopulated() throws LinuxException {
        return !dir.read("cgroup.events").orElse("populated 1").contains("populated 0");
    }

    /**
     * Kills every process in it and its descendants: {@code cgroup.kill} (Linux 5.14), before that one by one while it
     * is frozen, so that none can fork away.
     */
    public void kill() throws LinuxException {
        long r = dir.tryWrite("cgroup.kill", "1");
        if (!Result.is(r, Errno.ENOENT)) {
            dir.checkWrite(r, "cgroup.kill", 1);
            return;
        }
        sweep(Waiting.atMost(ProcessSweep.PATIENCE));
    }

    /**
     * The same for a cgroup that is used again: one by one, while it is frozen. After {@code cgroup.kill} the kernels that count kills
     * (Linux 6.14, and stable ones since) kill each child that CLONE_INTO_CGROUP puts there: the clone compares that count with the one
     * of the cgroup that it comes from. It is the last resort all the same, for processes that cannot be named here or are not ours to signal.
     */
    public void killAndKeep() throws LinuxException {
        boolean all;
        try {
            all = sweep(Waiting.atMost(ProcessSweep.PATIENCE));
        } catch (LinuxException e) {
            if (e.errno() != Errno.EPERM) throw e;
            all = false;
        }
        if (!all) kill();
    }

    /**
     * Until a sweep of the frozen processes finds none: a child that was being forked is only there the next time. Leaves a cgroup
     * frozen that was.
     *
     * @return whether it found none in time
     */
    boolean sweep(Waiting waiting) throws LinuxException {
        boolean frozen = dir.read("cgroup.freeze").orElse("").startsWith("1");
        while (true) {
            if (!frozen) dir.write("cgroup.freeze", "1");
            int found;
            try {
                EventsFile.await(dir, "frozen 1", Waiting.atMost(Duration.ofMillis(100)));
                found = ProcessSweep.kill(dir);
            } finally {
                if (!frozen) dir.tryWrite("cgroup.freeze", "0");
            }
            if (found == 0) return true;
            if (waiting.isOver()) return false;
            waiting.pause();
        }
    }

    /** Waits until no process is left; returns whether that came true in time. */
    public boolean awaitEmpty(Duration atMost) throws LinuxException {
        return EventsFile.await(dir, "populated 0", Waiting.atMost(atMost));
    }

    /**
     * Freezes it and its descendants, and waits until every task stands still.
     *
     * @throws LinuxException {@code ETIMEDOUT} when one does not within {@code atMost}; it is then thawed again
     */
    public void freeze(Duration atMost) throws LinuxException {
        dir.write("cgroup.freeze", "1");
        if (EventsFile.await(dir, "frozen 1", Waiting.atMost(atMost))) return;
        dir.tryWrite("cgroup.freeze", "0");
        throw new LinuxException("freeze", dir.toString(), Errno.ETIMEDOUT.number(), "thawed again", null);
    }

    public void thaw() throws LinuxException {
        dir.write("cgroup.freeze", "0");
    }

    @Override
    public void close() {
        dir.close();
    }
}
