package io.jlinux.cgroup.systemd;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * systemd, or the way to it, refused something: what, why, and what can be done about it.
 *
 * @see <a href="https://www.freedesktop.org/software/systemd/man/latest/org.freedesktop.systemd1.html">org.freedesktop.systemd1(5)</a>
 */
public final class SystemdException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** This host, or this user, has no systemd that runs. */
        NO_SYSTEMD,
        /** There is no D-Bus to reach it by. */
        NO_BUS,
        /** This user may not; polkit decides for the system's manager. */
        ACCESS_DENIED,
        /** There is a unit of this name already. */
        UNIT_EXISTS,
        NO_SUCH_UNIT,
        /** There is no process of this pid. */
        NO_SUCH_PROCESS,
        /** This systemd does not know a property, or not this value. */
        INVALID_PROPERTY,
        /** The job ran, and failed. */
        JOB_FAILED,
        /** The job was canceled by another one. */
        JOB_CANCELED,
        /** systemd gave up the job after its own time limit. */
        JOB_TIMEOUT,
        /** A unit that it depends on failed. */
        JOB_DEPENDENCY,
        /** systemd saw nothing to be done. */
        JOB_SKIPPED,
        /** No answer in the time that the caller gave. */
        NO_ANSWER,
        OTHER
    }

    private final Reason reason;
    private final String operation;

    SystemdException(Reason reason, String operation, String detail, @Nullable Throwable cause) {
        super(operation + ": " + reason + (detail.isEmpty() ? "" : " (" + detail + ")") + hint(reason), cause);
        this.reason = reason;
        this.operation = operation;
    }

    private static String hint(Reason reason) {
        return switch (reason) {
            case NO_SYSTEMD -> ". Hint: systemd does not run as process 1 here; Cgroup.create needs none";
            case NO_BUS ->
                ". Hint: is the package dbus (for a user: dbus-user-session) installed and its socket there?";
            case ACCESS_DENIED ->
                ". Hint: only root, and whom polkit allows, may use the system's manager; Systemd.user() is a user's own";
            case UNIT_EXISTS ->
                ". Hint: choose another name, or stop that unit: a scope that failed stays until reset-failed";
            case NO_SUCH_PROCESS -> ". Hint: a scope takes processes that run; has it ended meanwhile?";
            default -> "";
        };
    }

    public Reason reason() {
        return reason;
    }

    /** What was being done. */
    public String operation() {
        return operation;
    }
}
