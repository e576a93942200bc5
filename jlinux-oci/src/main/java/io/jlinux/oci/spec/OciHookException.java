package io.jlinux.oci.spec;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A hook of a container failed: it could not be run, ended with another code than 0, or took too long.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md#posix-platform-hooks">config.md: POSIX-platform Hooks</a>
 */
public final class OciHookException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String kind;
    private final String path;

    /**
     * A failed hook.
     *
     * @param kind which list it is of, such as {@code createRuntime}
     * @param path the program
     * @param problem how it failed
     */
    public OciHookException(String kind, String path, String problem, @Nullable Throwable cause) {
        super("hook " + kind + " " + path + ": " + problem, cause);
        this.kind = kind;
        this.path = path;
    }

    /** Which list of the config it is of, such as {@code createRuntime}. */
    public String kind() {
        return kind;
    }

    /** The program. */
    public String path() {
        return path;
    }
}
