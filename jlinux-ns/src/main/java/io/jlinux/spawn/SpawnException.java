package io.jlinux.spawn;

import io.jlinux.sys.LinuxException;
import org.jspecify.annotations.Nullable;

/**
 * The child ended before its program began: {@link #step()} says at which step, {@link #errno()} why.
 *
 * <p>Nothing of the child is left when this is thrown.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/errno.3.html">errno(3)</a>
 */
public final class SpawnException extends LinuxException {
    private static final long serialVersionUID = 1L;

    private final int step;

    SpawnException(int step, String operation, String target, int rawErrno, @Nullable String hint) {
        super(operation, target, rawErrno, null, hint);
        this.step = step;
    }

    /** With a hint from the table, where it has one. */
    SpawnException(int step, String operation, String target, int rawErrno) {
        super(operation, target, rawErrno);
        this.step = step;
    }

    /** The same failure with another hint: of who knows more about what was to be started. */
    public SpawnException withHint(String better) {
        SpawnException copy = new SpawnException(step, operation(), target(), rawErrno(), better);
        copy.setStackTrace(getStackTrace());
        if (getCause() != null) copy.initCause(getCause());
        for (Throwable t : getSuppressed()) copy.addSuppressed(t);
        return copy;
    }

    /** The number of the step, as {@link Spawn#explain()} counts them; -1 when there was no child yet. */
    public int step() {
        return step;
    }
}
