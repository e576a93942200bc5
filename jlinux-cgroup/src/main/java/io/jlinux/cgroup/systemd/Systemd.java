package io.jlinux.cgroup.systemd;

import io.jlinux.cgroup.CgroupLimits;
import io.jlinux.cgroup.systemd.BusCalls.Method;
import io.jlinux.cgroup.systemd.SystemdException.Reason;
import io.jlinux.cgroup.systemd.bus.Manager;
import io.jlinux.sys.KernelFile;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.exceptions.DBusExecutionException;
import org.freedesktop.dbus.types.Variant;

/**
 * A connection to systemd over D-Bus: to the system's manager, or to this user's own. Thread-safe; to be closed, after the
 * scopes that were made by it.
 *
 * @see <a href="https://www.freedesktop.org/software/systemd/man/latest/org.freedesktop.systemd1.html">
 *     org.freedesktop.systemd1(5)</a>
 */
public final class Systemd implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);
    static final Method STOP = Method.ofManager("StopUnit", "ss");
    private static final Method KILL = Method.ofManager("KillUnit", "ssi");
    private static final Method RESET_FAILED = Method.ofManager("ResetFailedUnit", "s");
    private static final Method SET = Method.ofManager("SetUnitProperties", "sba(sv)");
    private static final int SIGKILL = 9;
    private static final Method SUBSCRIBE = Method.ofManager("Subscribe", "");
    private static final Method GET_UNIT = Method.ofManager("GetUnit", "s");

    private final DBusConnection connection;
    private final BusCalls calls;
    private final Set<Awaited> awaited = ConcurrentHashMap.newKeySet();

    /** A unit that somebody waits for, and what became of its jobs: the signal may come before the answer that names the job. */
    private static final class Awaited {
        private final String unit;
        private final Map<String, CompletableFuture<String>> results = new ConcurrentHashMap<>();

        Awaited(String unit) {
            this.unit = unit;
        }

        CompletableFuture<String> result(String job) {
            return results.computeIfAbsent(job, j -> new CompletableFuture<>());
        }
    }

    private Systemd(DBusConnection connection) {
        this.connection = connection;
        this.calls = new BusCalls(connection);
    }

    /**
     * Connects to the system's manager.
     *
     * @throws SystemdException {@link Reason#NO_SYSTEMD}, {@link Reason#NO_BUS}, {@link Reason#ACCESS_DENIED}
     */
    public static Systemd system() throws SystemdException {
        if (!Files.isDirectory(Path.of("/run/systemd/system"))) {
            throw new SystemdException(Reason.NO_SYSTEMD, "connect to systemd", "no /run/systemd/system", null);
        }
        String address = System.getenv("DBUS_SYSTEM_BUS_ADDRESS");
        return connect(address == null ? "unix:path=/run/dbus/system_bus_socket" : address);
    }

    /** Connects to the manager of this user, as it runs for one who has logged in. */
    public static Systemd user() throws SystemdException {
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        if (runtime == null || !Files.isDirectory(Path.of(runtime, "systemd"))) {
            String detail = runtime == null ? "XDG_RUNTIME_DIR is not set" : "no " + runtime + "/systemd";
            throw new SystemdException(Reason.NO_SYSTEMD, "connect to the user's systemd", detail, null);
        }
        String address = System.getenv("DBUS_SESSION_BUS_ADDRESS");
        return connect(address == null ? "unix:path=" + runtime + "/bus" : address);
    }

    /** Connects to a manager by the address of its bus, such as {@code unix:path=/run/user/1000/bus}. */
    public static Systemd connect(String address) throws SystemdException {
        String operation = "connect to systemd by " + address;
        int path = address.indexOf("path=");
        if (path >= 0) {
            Path socket = Path.of(address.substring(path + 5).split("[,;]")[0]);
            if (Files.notExists(socket)) throw new SystemdException(Reason.NO_BUS, operation, "no " + socket, null);
        }
        DBusConnection connection;
        try {
            DBusConnectionBuilder builder =
                    DBusConnectionBuilder.forAddress(address).withShared(false);
            OptionalLong uid = uidOutside();
            if (uid.isPresent()) builder.transportConfig().configureSasl().withSaslUid(uid.getAsLong());
            connection = builder.build();
        } catch (DBusException | DBusExecutionException e) {
            String detail = e.getMessage() == null ? e.toString() : e.getMessage();
            boolean denied = detail.toLowerCase(Locale.ROOT).contains("auth");
            throw new SystemdException(denied ? Reason.ACCESS_DENIED : Reason.NO_BUS, operation, detail, e);
        }
        Systemd systemd = new Systemd(connection);
        try {
            connection.addSigHandler(Manager.JobRemoved.class, systemd::removed);
            systemd.calls.call(operation, SUBSCRIBE); // else it sends no signals
            return systemd;
        } catch (SystemdException e) {
            systemd.close();
            throw e;
        } catch (DBusException e) {
            systemd.close();
            throw new SystemdException(Reason.OTHER, operation, String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * This user as the bus, outside of our user namespace, knows it; empty where there is none, or it is not told.
     *
     * <p>A process that an engine put into a user namespace as its root would name itself root, and be refused.
     */
    private static OptionalLong uidOutside() {
        try {
            long uid = RawSyscall.call(Syscall.GETEUID) & 0xffff_ffffL;
            for (String line : KernelFile.read(Path.of("/proc/self/uid_map")).split("\n", -1)) {
                String[] range = line.strip().split(" +");
                if (range.length < 3) continue;
                long into = uid - Long.parseLong(range[0]);
                long outside = Long.parseLong(range[1]) + into;
                if (into >= 0 && into < Long.parseLong(range[2]))
                    return outside == uid ? OptionalLong.empty() : OptionalLong.of(outside);
            }
        } catch (LinuxException e) {
            return OptionalLong.empty(); // then the bus says what it knows
        }
        return OptionalLong.empty();
    }

    /**
     * Makes a scope of processes that run; they are then in its cgroup. As {@link SystemdScope#create}, over this connection.
     */
    public SystemdScope scope(ScopeSpec spec, long... pids) throws IOException {
        return SystemdScope.start(this, false, spec, pids);
    }

    /**
     * Changes limits of a unit, and leaves the others; {@code SetUnitProperties}, until the unit ends.
     *
     * @throws IllegalArgumentException for a limit that systemd has no property for: see {@link ScopeSpec#expressible}
     */
    public void setLimits(String unit, CgroupLimits limits) throws SystemdException {
        List<UnitSetting> settings = UnitSettings.of(limits);
        call("set properties of " + unit, SET, unit, true, properties(settings));
    }

    /** The state of a unit, such as {@code active} or {@code failed}; {@code inactive} for one that is gone. */
    public String state(String unit) throws SystemdException {
        try {
            return property(unit, "org.freedesktop.systemd1.Unit", "ActiveState");
        } catch (SystemdException e) {
            if (e.reason() == Reason.NO_SUCH_UNIT) return "inactive";
            throw e;
        }
    }

    /** Sends a signal to every process of a unit; {@code KillUnit}. */
    public void kill(String unit, int signal) throws SystemdException {
        call("kill " + unit, KILL, unit, "all", signal);
    }

    /**
     * Stops a unit: SIGTERM for its processes, and SIGKILL for those that are there after {@code grace}. Returns when systemd says
     * that it has stopped, and takes a failure back ({@code reset-failed}), so that the name is free. One that has ended is left
     * alone.
     *
     * @throws SystemdException {@link Reason#NO_ANSWER} for processes that even SIGKILL does not end
     */
    public void stop(String unit, Duration grace) throws SystemdException {
        String operation = "stop " + unit;
        try {
            try {
                job(operation, unit, grace, STOP, unit, "replace");
            } catch (SystemdException e) {
                if (e.reason() != Reason.NO_ANSWER) throw e;
                kill(unit, SIGKILL);
                job(operation, unit, PATIENCE, STOP, unit, "replace");
            }
        } catch (SystemdException e) {
            if (e.reason() != Reason.NO_SUCH_UNIT) throw e;
        }
        resetFailed(unit);
    }

    /** The name of a unit that failed is free again; one that is gone needs nothing. */
    void resetFailed(String unit) throws SystemdException {
        try {
            call("reset " + unit, RESET_FAILED, unit);
        } catch (SystemdException e) {
            if (e.reason() != Reason.NO_SUCH_UNIT) throw e;
        }
    }

    private void removed(Manager.JobRemoved signal) {
        for (Awaited a : awaited)
            if (a.unit.equals(signal.unit)) a.result(signal.job.getPath()).complete(signal.result);
    }

    /** Queues a job for a unit by a method that answers with its path, and waits until it is done. */
    void job(String operation, String unit, Duration atMost, Method method, Object... args) throws SystemdException {
        Awaited mine = new Awaited(unit);
        awaited.add(mine);
        try {
            String job = String.valueOf(calls.call(operation, method, args));
            String result = mine.result(job).get(atMost.toNanos(), TimeUnit.NANOSECONDS);
            if (!result.equals("done"))
                throw new SystemdException(BusErrors.ofJob(result), operation, "job " + job, null);
        } catch (TimeoutException e) {
            throw new SystemdException(Reason.NO_ANSWER, operation, "the job is not done after " + atMost, e);
        } catch (ExecutionException e) {
            throw new SystemdException(Reason.OTHER, operation, String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SystemdException(Reason.NO_ANSWER, operation, "interrupted", e);
        } finally {
            awaited.remove(mine);
        }
    }

    /** Calls something that is done when it answers. */
    void call(String operation, Method method, Object... args) throws SystemdException {
        calls.call(operation, method, args);
    }

    /** A property of a unit, such as {@code ControlGroup} of {@code org.freedesktop.systemd1.Scope}. */
    String property(String unit, String type, String name) throws SystemdException {
        String operation = "read " + name + " of " + unit;
        String path = String.valueOf(calls.call(operation, GET_UNIT, unit));
        Method get = new Method(path, "org.freedesktop.DBus.Properties", "Get", "ss");
        Object value = calls.call(operation, get, type, name);
        return String.valueOf(value instanceof Variant<?> v ? v.getValue() : value);
    }

    /** As D-Bus has them: {@code a(sv)}. */
    static List<Object[]> properties(List<UnitSetting> settings) {
        List<Object[]> all = new ArrayList<>();
        for (UnitSetting s : settings) all.add(new Object[] {s.name(), Variants.of(s.value())});
        return all;
    }

    @Override
    public void close() {
        connection.disconnect();
    }

    @Override
    public String toString() {
        return "systemd at " + connection.getAddress();
    }
}
