package io.jlinux.oci.spec;

/**
 * The container's root filesystem.
 *
 * @param path absolute, or relative to the bundle; a directory must be there when the container is made
 * @param readonly whether the root is read-only inside the container
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md#root">config.md: Root</a>
 */
public record OciRoot(String path, boolean readonly) {

    /** A writable root at {@code path}. */
    public static OciRoot of(String path) {
        return new OciRoot(path, false);
    }
}
