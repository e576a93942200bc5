package io.jlinux.oci.spec;

import org.jspecify.annotations.Nullable;

/**
 * The text that a config was read from. With it a config is written back as it was: properties that the spec does not have, sections
 * for other platforms, defaults that were spelled out, and the order of it all; only what was changed since is different.
 *
 * <p>It is how a config is written, not what it says: all sources are equal to one another.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md#extensibility">config.md: Extensibility</a>
 */
public final class OciSource {
    /** Of a config that was made in Java. */
    public static final OciSource NONE = new OciSource(new byte[0]);

    private final byte[] json;

    private OciSource(byte[] json) {
        this.json = json;
    }

    /** The array is not copied: whoever read it gives it away. */
    static OciSource of(byte[] json) {
        return new OciSource(json);
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return json.length == 0;
    }

    /** Shared, not to be changed. */
    byte[] json() {
        return json;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OciSource;
    }

    @Override
    public int hashCode() {
        return 0;
    }

    @Override
    public String toString() {
        return json.length == 0 ? "no source" : json.length + " bytes of JSON";
    }
}
