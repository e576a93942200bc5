package io.jlinux.net.netlink;

import io.jlinux.sys.Errno;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What errors of a family usually mean, and what to do about them: a table from message type and errno to a text.
 * Immutable.
 *
 * <p>That {@code EPERM} is about {@code CAP_NET_ADMIN} is said for every family.
 *
 * @see <a href="https://docs.kernel.org/userspace-api/netlink/intro.html">Introduction to netlink</a>
 */
public final class ErrorHints {
    /** For families about which nothing more is known. */
    public static final ErrorHints NONE = new ErrorHints(List.of());

    private static final int ANY = -1;
    private static final String EPERM =
            "this needs CAP_NET_ADMIN in the user namespace that owns the network namespace;"
                    + " an ordinary user has it in a child with Namespace.USER and Namespace.NET of its own";

    private record Row(int type, Errno errno, String hint) {}

    private final List<Row> rows;

    private ErrorHints(List<Row> rows) {
        this.rows = rows;
    }

    /** With a hint for messages of any type; those that were given before come first. */
    public ErrorHints and(Errno errno, String hint) {
        return and(ANY, errno, hint);
    }

    /** With a hint for messages of {@code type}. */
    public ErrorHints and(int type, Errno errno, String hint) {
        List<Row> more = new ArrayList<>(rows);
        more.add(new Row(type, errno, hint));
        return new ErrorHints(List.copyOf(more));
    }

    @Nullable
    String find(int type, int rawErrno) {
        Errno errno = Errno.of(rawErrno);
        for (Row row : rows) {
            if (row.errno == errno && (row.type == ANY || row.type == type)) return row.hint;
        }
        return errno == Errno.EPERM ? EPERM : null;
    }
}
