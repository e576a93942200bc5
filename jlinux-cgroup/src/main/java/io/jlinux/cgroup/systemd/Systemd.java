package io.jlinux.cgroup.systemd;

import io.jlinux.cgroup.systemd.BusCalls.Method;
import io.jlinux.cgroup.systemd.SystemdException.Reason;
import io.jlinux.cgroup.systemd.bus.Manager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
            connection =
                    DBusConnectionBuilder.forAddress(address).withShared(false).build();
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
     * Makes a scope of processes that run; they are then in its cgroup. As {@link SystemdScope#create}, over this connection.
     */
    public SystemdScope scope(ScopeSpec spec, long... pids) throws IOException {
        return SystemdScope.start(this, false, spec, pids);
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
