package io.jlinux.cgroup.systemd;

import io.jlinux.cgroup.systemd.SystemdException.Reason;
import io.jlinux.cgroup.systemd.bus.Manager;
import io.jlinux.cgroup.systemd.bus.Property;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.freedesktop.dbus.DBusPath;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.exceptions.DBusExecutionException;
import org.freedesktop.dbus.interfaces.Properties;

/**
 * A connection to systemd over D-Bus: to the system's manager, or to this user's own. Thread-safe; to be closed, after the
 * scopes that were made by it.
 *
 * @see <a href="https://www.freedesktop.org/software/systemd/man/latest/org.freedesktop.systemd1.html">
 *     org.freedesktop.systemd1(5)</a>
 */
public final class Systemd implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SERVICE = "org.freedesktop.systemd1";
    private static final String OBJECT = "/org/freedesktop/systemd1";

    private final DBusConnection connection;
    private final Manager manager;
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

    private Systemd(DBusConnection connection) throws DBusException {
        this.connection = connection;
        this.manager = connection.getRemoteObject(SERVICE, OBJECT, Manager.class);
        connection.addSigHandler(Manager.JobRemoved.class, this::removed);
        manager.Subscribe(); // else it sends no signals
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
            boolean denied = detail.toLowerCase(java.util.Locale.ROOT).contains("auth");
            throw new SystemdException(denied ? Reason.ACCESS_DENIED : Reason.NO_BUS, operation, detail, e);
        }
        try {
            return new Systemd(connection);
        } catch (DBusExecutionException e) {
            connection.disconnect();
            throw BusErrors.of(operation, e);
        } catch (DBusException e) {
            connection.disconnect();
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

    /** Queues a job, and waits until it is done. */
    void job(String operation, String unit, Duration atMost, Function<Manager, DBusPath> call) throws SystemdException {
        Awaited mine = new Awaited(unit);
        awaited.add(mine);
        try {
            String job = call.apply(manager).getPath();
            String result = mine.result(job).get(atMost.toNanos(), TimeUnit.NANOSECONDS);
            if (!result.equals("done"))
                throw new SystemdException(BusErrors.ofJob(result), operation, "job " + job, null);
        } catch (DBusExecutionException e) {
            throw BusErrors.of(operation, e);
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
    <T> T call(String operation, Function<Manager, T> call) throws SystemdException {
        try {
            return call.apply(manager);
        } catch (DBusExecutionException e) {
            throw BusErrors.of(operation, e);
        }
    }

    /** A property of a unit, such as {@code ControlGroup} of {@code org.freedesktop.systemd1.Scope}. */
    String property(String unit, String type, String name) throws SystemdException {
        String operation = "read " + name + " of " + unit;
        DBusPath path = call(operation, m -> m.GetUnit(unit));
        try {
            Properties properties = connection.getRemoteObject(SERVICE, path.getPath(), Properties.class);
            Object value = properties.Get(type, name);
            return String.valueOf(value);
        } catch (DBusExecutionException e) {
            throw BusErrors.of(operation, e);
        } catch (DBusException e) {
            throw new SystemdException(Reason.OTHER, operation, String.valueOf(e.getMessage()), e);
        }
    }

    static List<Property> properties(List<UnitSetting> settings) {
        List<Property> all = new ArrayList<>();
        for (UnitSetting s : settings) all.add(new Property(s.name(), Variants.of(s.value())));
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
