package io.jlinux.oci.spec;

import java.util.List;

/**
 * The capability sets of the container's process, by name ({@code CAP_CHOWN}).
 *
 * <p>Names are kept as they are written: one that this kernel does not know, or that cannot be granted, is a warning of
 * the runtime and not an error.
 *
 * @param bounding what an execve can ever give
 * @param effective in force
 * @param inheritable kept over an execve of a file with inheritable capabilities
 * @param permitted the ceiling of effective
 * @param ambient kept over an execve by a non-root user
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md#linux-process">config.md: Linux Process</a>
 * @see <a href="https://man7.org/linux/man-pages/man7/capabilities.7.html">capabilities(7)</a>
 */
public record OciCapabilities(
        List<String> bounding,
        List<String> effective,
        List<String> inheritable,
        List<String> permitted,
        List<String> ambient) {
    /** No capability in any set. */
    public static final OciCapabilities NONE =
            new OciCapabilities(List.of(), List.of(), List.of(), List.of(), List.of());

    public OciCapabilities {
        bounding = List.copyOf(bounding);
        effective = List.copyOf(effective);
        inheritable = List.copyOf(inheritable);
        permitted = List.copyOf(permitted);
        ambient = List.copyOf(ambient);
    }

    /** The same capabilities bounding, effective and permitted; none inheritable or ambient. */
    public static OciCapabilities of(String... names) {
        List<String> all = List.of(names);
        return new OciCapabilities(all, all, List.of(), all, List.of());
    }
}
