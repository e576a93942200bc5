package io.jlinux.cgroup.systemd;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.CgroupHost;
import io.jlinux.cgroup.CgroupLimits;
import io.jlinux.cgroup.Hierarchy;
import io.jlinux.cgroup.systemd.BusCalls.Method;
import io.jlinux.cgroup.systemd.SystemdException.Reason;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A transient scope: a cgroup that systemd made for processes of ours, and watches. Who makes it owns it: {@link #close()} stops
 * it, which ends what is in it, unless it was {@linkplain #detach() given away}. When its last process ends, systemd removes it
 * by itself.
 *
 * <p>Thread-safe as {@link Cgroup} is.
 *
 * @see <a href="https://www.freedesktop.org/software/systemd/man/latest/systemd.scope.html">systemd.scope(5)</a>
 */
public final class SystemdScope implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(5);
    static final Method START = Method.ofManager("StartTransientUnit", "ssa(sv)a(sa(sv))");

    private final Systemd systemd;
    private final boolean ownsConnection;
    private final String name;
    private final Cgroup cgroup;
    private boolean owned = true;
    private boolean closed;

    private SystemdScope(Systemd systemd, boolean ownsConnection, String name, Cgroup cgroup) {
        this.systemd = systemd;
        this.ownsConnection = ownsConnection;
        this.name = name;
        this.cgroup = cgroup;
    }

    /**
     * Makes a scope by the system's manager. As {@link #create(ScopeSpec, long...)} with limits, delegated.
     *
     * @param name of the unit, ending with {@code .scope}
     */
    public static SystemdScope create(String name, CgroupLimits limits, long... pids) throws IOException {
        return create(ScopeSpec.of(name).limits(limits).delegated(), pids);
    }

    /**
     * Makes a scope by the system's manager, over a connection of its own; {@code StartTransientUnit}. Returns when systemd says that
     * the job is done. A start that fails ends no process, and leaves no unit behind: also where the scope is made, but its
     * cgroup cannot be opened, its processes are moved back to where they were and it is stopped.
     *
     * @param pids of the processes that are moved into it, at least one
     * @throws SystemdException by its {@link SystemdException#reason()}: no systemd, no bus, access denied, a unit of this name, no
     *     such process, a property that this systemd does not know, a job that failed
     */
    public static SystemdScope create(ScopeSpec spec, long... pids) throws IOException {
        Systemd systemd = Systemd.system();
        try {
            return start(systemd, true, spec, pids);
        } catch (IOException | RuntimeException e) {
            systemd.close();
            throw e;
        }
    }

    /** Opens the cgroup that a scope has. */
    @FunctionalInterface
    interface Opener {
        Cgroup open(Systemd systemd, String name) throws IOException;
    }

    static SystemdScope start(Systemd systemd, boolean ownsConnection, ScopeSpec spec, long... pids)
            throws IOException {
        return start(systemd, ownsConnection, SystemdScope::open, spec, pids);
    }

    static SystemdScope start(Systemd systemd, boolean ownsConnection, Opener opener, ScopeSpec spec, long... pids)
            throws IOException {
        if (pids.length == 0) throw new IllegalArgumentException("a scope needs a process");
        List<UnitSetting> settings = new ArrayList<>();
        if (!spec.description().isEmpty()) settings.add(new UnitSetting("Description", spec.description()));
        if (!spec.slice().isEmpty()) settings.add(new UnitSetting("Slice", spec.slice()));
        if (spec.delegate()) settings.add(new UnitSetting("Delegate", true));
        if (!spec.defaultDependencies()) settings.add(new UnitSetting("DefaultDependencies", false));
        for (UnitProperty property : spec.properties()) settings.add(property.setting());
        settings.addAll(UnitSettings.of(spec.limits()));
        settings.add(new UnitSetting("PIDs", pids.clone()));
        String name = spec.name();
        WayBack back = WayBack.of(pids);
        try {
            systemd.job(
                    "start " + name,
                    name,
                    Systemd.PATIENCE,
                    START,
                    name,
                    "fail",
                    Systemd.properties(settings),
                    List.of());
        } catch (SystemdException e) {
            if (e.reason() != Reason.UNIT_EXISTS) forget(systemd, name, e); // that one is somebody else's
            throw e;
        }
        try {
            return new SystemdScope(systemd, ownsConnection, name, opener.open(systemd, name));
        } catch (IOException | RuntimeException e) {
            undo(systemd, name, back, e);
            throw e;
        }
    }

    /** The scope is there and cannot be used: its processes go back to where they were, and it is stopped, which then ends none. */
    private static void undo(Systemd systemd, String name, WayBack back, Exception cause) {
        try {
            back.go();
            systemd.job("stop " + name, name, Systemd.PATIENCE, Systemd.STOP, name, "replace");
        } catch (SystemdException e) {
            // one that is empty may have ended by itself
            if (e.reason() != Reason.NO_SUCH_UNIT) cause.addSuppressed(e);
        } catch (IOException | RuntimeException e) {
            cause.addSuppressed(e); // stopping it would end processes of the caller's
        }
        forget(systemd, name, cause);
    }

    /** The name shall be free again; processes of the caller's are not touched by a start that failed. */
    private static void forget(Systemd systemd, String name, Exception cause) {
        try {
            systemd.resetFailed(name);
        } catch (SystemdException e) {
            cause.addSuppressed(e);
        }
    }

    private static Cgroup open(Systemd systemd, String name) throws IOException {
        String path = systemd.property(name, "org.freedesktop.systemd1.Scope", "ControlGroup");
        List<Path> directories = new ArrayList<>();
        for (Hierarchy h : CgroupHost.current().hierarchies()) {
            Path directory = h.mountPoint().resolve(path.substring(1));
            if (Files.isDirectory(directory)) directories.add(directory);
        }
        if (directories.isEmpty()) {
            throw new LinuxException(
                    "open the cgroup of",
                    name,
                    Errno.ENOENT.number(),
                    path + " is in no hierarchy that is mounted here");
        }
        return Cgroup.open(directories);
    }

    /** The name of the unit. */
    public String name() {
        return name;
    }

    /**
     * Its cgroup, borrowed and open as long as this. Where it was {@linkplain ScopeSpec#delegated() delegated}, others can be made
     * below it: as processes are in it, move them to a leaf first ({@code cgroup().tree().evacuate("main")}). Its own limits are
     * systemd's: set them by {@link #setLimits}.
     */
    public Cgroup cgroup() {
        return cgroup;
    }

    /**
     * Changes limits, and leaves the others; {@code SetUnitProperties}, until the scope ends.
     *
     * @throws IllegalArgumentException for a limit that systemd has no property for
     */
    public void setLimits(CgroupLimits limits) throws SystemdException {
        systemd.setLimits(name, limits);
    }

    /** The state of the unit, such as {@code active} or {@code failed}; {@code inactive} for one that is gone. */
    public String state() throws SystemdException {
        return systemd.state(name);
    }

    /** Sends a signal to every process in it; {@code KillUnit}. */
    public void kill(int signal) throws SystemdException {
        systemd.kill(name, signal);
    }

    /** As {@link Systemd#stop}. */
    public void stop(Duration grace) throws SystemdException {
        systemd.stop(name, grace);
    }

    /** Gives it away: {@link #close()} does not stop it then, and it may outlive this JVM. */
    public synchronized void detach() {
        owned = false;
    }

    /** Stops it, with a grace of 5 seconds, unless it was given away, and lets go of it. */
    @Override
    public synchronized void close() throws IOException {
        if (closed) return;
        closed = true;
        try (cgroup) {
            if (owned) stop(GRACE);
        } finally {
            if (ownsConnection) systemd.close();
        }
    }

    @Override
    public String toString() {
        return "scope " + name + " of " + systemd;
    }
}
