package io.jlinux.oci.spec;

/**
 * The execution domain of the process. The spec has flags as well, but defines none.
 *
 * @param domain the domain
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#personality">config-linux.md: Personality</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/personality.2.html">personality(2)</a>
 */
public record OciPersonality(Domain domain) {

    /** An execution domain; {@code LINUX32} makes uname(2) show a 32-bit machine. */
    public enum Domain implements JsonName {
        LINUX,
        LINUX32;

        @Override
        public String jsonName() {
            return name();
        }
    }
}
