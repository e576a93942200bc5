package io.jlinux.oci.spec;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A program that is run at a point of the container's life; it gets the container's state on its stdin.
 *
 * @param path absolute
 * @param args the whole argv; empty means the path alone
 * @param env the whole environment, {@code KEY=value}
 * @param timeout whole seconds, at least one; absent means no limit
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md#posix-platform-hooks">config.md: Hooks</a>
 */
public record OciHook(String path, List<String> args, List<String> env, Optional<Duration> timeout) {

    public OciHook {
        args = List.copyOf(args);
        env = List.copyOf(env);
    }
}
