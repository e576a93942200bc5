package io.jlinux.cgroup.systemd.bus;

import org.freedesktop.dbus.DBusPath;
import org.freedesktop.dbus.annotations.DBusInterfaceName;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.interfaces.DBusInterface;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.types.UInt32;

/**
 * The signal that we use of {@code org.freedesktop.systemd1.Manager}. Methods are called by message, not by proxy: the
 * library's exceptions do not keep the name of an error.
 *
 * @see <a href="https://www.freedesktop.org/software/systemd/man/latest/org.freedesktop.systemd1.html">
 *     org.freedesktop.systemd1(5)</a>
 */
@DBusInterfaceName("org.freedesktop.systemd1.Manager")
@SuppressWarnings("exports") // internal
public interface Manager extends DBusInterface {
    /** A job is done, one way or another. */
    class JobRemoved extends DBusSignal {
        /** Of the job. */
        public final DBusPath job;

        /** The name of the unit. */
        public final String unit;

        /** {@code done}, {@code canceled}, {@code timeout}, {@code failed}, {@code dependency}, {@code skipped}. */
        public final String result;

        public JobRemoved(String path, UInt32 id, DBusPath job, String unit, String result) throws DBusException {
            super(path, id, job, unit, result);
            this.job = job;
            this.unit = unit;
            this.result = result;
        }
    }
}
