package io.jlinux.cgroup.systemd;

import io.jlinux.cgroup.systemd.SystemdException.Reason;
import java.time.Duration;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.exceptions.DBusExecutionException;
import org.freedesktop.dbus.messages.Error;
import org.freedesktop.dbus.messages.Message;
import org.freedesktop.dbus.messages.MethodCall;

/** Methods of systemd's objects, called by message. */
final class BusCalls {
    private static final String SERVICE = "org.freedesktop.systemd1";
    private static final Duration ANSWER = Duration.ofSeconds(60);

    /**
     * A method.
     *
     * @param path of the object
     * @param type the interface
     * @param name of the method
     * @param signature of its arguments
     */
    record Method(String path, String type, String name, String signature) {
        private static final String MANAGER = "/org/freedesktop/systemd1";

        static Method ofManager(String name, String signature) {
            return new Method(MANAGER, "org.freedesktop.systemd1.Manager", name, signature);
        }
    }

    private final DBusConnection connection;

    BusCalls(DBusConnection connection) {
        this.connection = connection;
    }

    /** Calls it, waits for the answer, and returns its first value; the empty string where there is none. */
    Object call(String operation, Method method, Object... args) throws SystemdException {
        try {
            if (!connection.isConnected())
                throw new SystemdException(Reason.NO_BUS, operation, "the bus hung up", null);
            MethodCall call = connection
                    .getMessageFactory()
                    .createMethodCall(
                            SERVICE, method.path(), method.type(), method.name(), (byte) 0, method.signature(), args);
            connection.sendMessage(call);
            Message answer = call.getReply(ANSWER.toMillis());
            if (answer == null) throw new SystemdException(Reason.NO_ANSWER, operation, "after " + ANSWER, null);
            Object[] values = answer.getParameters();
            Object first = values == null || values.length == 0 ? "" : values[0];
            if (answer instanceof Error) throw BusErrors.of(operation, answer.getName(), String.valueOf(first), null);
            return first;
        } catch (DBusException | DBusExecutionException e) {
            throw BusErrors.of(operation, e.getClass().getName(), String.valueOf(e.getMessage()), e);
        }
    }
}
