package io.jlinux.oci.spec;

import io.jlinux.ns.Namespace;
import java.util.Optional;

/**
 * A namespace of the container: a new one, or one that exists.
 *
 * @param type its kind; each kind at most once in a config, and one that is not listed is the runtime's
 * @param path absolute path of a namespace file to join; absent makes a new one
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#namespaces">config-linux.md: Namespaces</a>
 */
public record OciNamespace(Namespace type, Optional<String> path) {

    /** A new namespace. */
    public static OciNamespace create(Namespace type) {
        return new OciNamespace(type, Optional.empty());
    }

    /** An existing namespace. */
    public static OciNamespace join(Namespace type, String path) {
        return new OciNamespace(type, Optional.of(path));
    }
}
