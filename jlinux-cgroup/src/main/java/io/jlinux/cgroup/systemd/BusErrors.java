package io.jlinux.cgroup.systemd;

import io.jlinux.cgroup.systemd.SystemdException.Reason;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What an error's name, or a job's result, means. */
final class BusErrors {
    private BusErrors() {}

    static SystemdException of(String operation, String type, String message, @Nullable Throwable cause) {
        return new SystemdException(reason(type, message), operation, message.isEmpty() ? type : message, cause);
    }

    /** By the last word of the name; systemd says some things by an errno, in its text. */
    static Reason reason(String type, String message) {
        String text = message.toLowerCase(Locale.ROOT);
        return switch (type.substring(type.lastIndexOf('.') + 1)) {
            case "AccessDenied", "InteractiveAuthorizationRequired", "AuthFailed", "EACCES", "EPERM" ->
                Reason.ACCESS_DENIED;
            case "UnitExists" -> Reason.UNIT_EXISTS;
            case "NoSuchUnit" -> Reason.NO_SUCH_UNIT;
            case "ESRCH", "UnixProcessIdUnknown", "NoSuchProcess", "NoUnitForPID" -> Reason.NO_SUCH_PROCESS;
            case "PropertyReadOnly", "UnknownProperty" -> Reason.INVALID_PROPERTY;
            case "ServiceUnknown", "NameHasNoOwner", "UnknownObject" -> Reason.NO_SYSTEMD;
            case "NoReply", "Timeout", "TimedOut" -> Reason.NO_ANSWER;
            case "Disconnected", "NoServer" -> Reason.NO_BUS;
            case "InvalidArgs" -> {
                if (text.contains("already exists") || text.contains("fragment file")) yield Reason.UNIT_EXISTS;
                if (text.contains("no such process")) yield Reason.NO_SUCH_PROCESS;
                yield Reason.INVALID_PROPERTY;
            }
            default -> text.contains("no such process") ? Reason.NO_SUCH_PROCESS : Reason.OTHER;
        };
    }

    /** Of what {@code JobRemoved} says, except {@code done}. */
    static Reason ofJob(String result) {
        return switch (result) {
            case "failed" -> Reason.JOB_FAILED;
            case "canceled" -> Reason.JOB_CANCELED;
            case "timeout" -> Reason.JOB_TIMEOUT;
            case "dependency" -> Reason.JOB_DEPENDENCY;
            case "skipped" -> Reason.JOB_SKIPPED;
            default -> Reason.OTHER;
        };
    }
}
