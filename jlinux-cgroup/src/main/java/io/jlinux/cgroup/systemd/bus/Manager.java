package io.jlinux.cgroup.systemd.bus;

import java.util.List;
import org.freedesktop.dbus.DBusPath;
import org.freedesktop.dbus.annotations.DBusInterfaceName;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.interfaces.DBusInterface;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.types.UInt32;

/**
 * What we use of {@code org.freedesktop.systemd1.Manager}; the names are systemd's.
 *
 * @see <a href="https://www.freedesktop.org/software/systemd/man/latest/org.freedesktop.systemd1.html">
 *     org.freedesktop.systemd1(5)</a>
 */
@DBusInterfaceName("org.freedesktop.systemd1.Manager")
@SuppressWarnings({"checkstyle:methodname", "exports", "MethodName"}) // the names of the interface
public interface Manager extends DBusInterface {
    DBusPath StartTransientUnit(String name, String mode, List<Property> properties, List<Auxiliary> auxiliary);

    DBusPath StopUnit(String name, String mode);

    void KillUnit(String name, String whom, int signal);

    void ResetFailedUnit(String name);

    void SetUnitProperties(String name, boolean runtime, List<Property> properties);

    DBusPath GetUnit(String name);

    void Subscribe();

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
