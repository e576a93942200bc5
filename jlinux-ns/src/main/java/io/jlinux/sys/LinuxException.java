package io.jlinux.sys;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The kernel refused something: which operation, on what, why, and what can be done about it.
 *
 * <p>The message reads {@code mount proc on /proc: EPERM (Operation not permitted). Hint: …}. {@link #errno()} is for
 * programs that decide by it; a number that {@link Errno} does not know is kept in {@link #rawErrno()}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/errno.3.html">errno(3)</a>
 */
public class LinuxException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String operation;
    private final String target;
    private final int rawErrno;
    private final @Nullable String detail;
    private final @Nullable String hint;

    /**
     * An error of {@code operation} on {@code target}; the hint comes from the table of hints, where it has one.
     *
     * @param operation what was being done, such as {@code mount proc}
     * @param target what it was done to, such as {@code /proc}; may be empty
     * @param rawErrno the kernel's number, positive
     */
    public LinuxException(String operation, String target, int rawErrno) {
        this(operation, target, rawErrno, null);
    }

    /** As above, with what the kernel itself said about it, such as a netlink extended ACK. */
    public LinuxException(String operation, String target, int rawErrno, @Nullable String detail) {
        this(operation, target, rawErrno, detail, Hints.forError(operation, target, Errno.of(rawErrno)));
    }

    /** As above, with a hint that the caller knows better than the table. */
    public LinuxException(
            String operation, String target, int rawErrno, @Nullable String detail, @Nullable String hint) {
        super(message(operation, target, rawErrno, detail, hint));
        this.operation = operation;
        this.target = target;
        this.rawErrno = rawErrno;
        this.detail = detail;
        this.hint = hint;
    }

    private static String message(
            String operation, String target, int rawErrno, @Nullable String detail, @Nullable String hint) {
        StringBuilder s = new StringBuilder(operation);
        if (!target.isEmpty()) s.append(' ').append(target);
        s.append(": ").append(Errno.describe(rawErrno));
        if (detail != null) s.append(": ").append(detail);
        if (hint != null) s.append(". Hint: ").append(hint);
        return s.toString();
    }

    /** Why, as a name; {@link Errno#UNKNOWN} where the list has none. */
    public Errno errno() {
        return Errno.of(rawErrno);
    }

    /** Why, as the kernel's number. */
    public int rawErrno() {
        return rawErrno;
    }

    /** What was being done. */
    public String operation() {
        return operation;
    }

    /** What it was done to; empty where the operation says it all. */
    public String target() {
        return target;
    }

    /** What the kernel said beyond the number, or null. */
    public @Nullable String detail() {
        return detail;
    }

    /** What can be done about it, or null where nothing is known. */
    public @Nullable String hint() {
        return hint;
    }
}
