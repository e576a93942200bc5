package io.jlinux.net.rootless;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * slirp4netns or pasta is missing, failed, or refused something. The message reads {@code slirp4netns: ended with exit 1 before the
 * network was there: open("/dev/net/tun"): Permission denied. Hint: …}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/network_namespaces.7.html">network_namespaces(7)</a>
 */
public final class RootlessException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String helper;
    private final String log;
    private final @Nullable String hint;

    RootlessException(String helper, String problem, String log, @Nullable String hint, @Nullable Throwable cause) {
        super(
                helper + ": " + problem + (log.isEmpty() ? "" : ": " + log) + (hint == null ? "" : ". Hint: " + hint),
                cause);
        this.helper = helper;
        this.log = log;
        this.hint = hint;
    }

    /** The program. */
    public String helper() {
        return helper;
    }

    /** What it wrote to stderr; may be empty. */
    public String log() {
        return log;
    }

    /** What can be done about it, or null where nothing is known. */
    public @Nullable String hint() {
        return hint;
    }
}
