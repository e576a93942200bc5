package io.jlinux.oci.spec;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A device node that must be there in the container, besides the default ones.
 *
 * @param path absolute, anywhere in the container
 * @param type what kind of node
 * @param major 0 to 4095; 0 for a fifo
 * @param minor 0 to 1048575; 0 for a fifo
 * @param fileMode the mode; may hold file type bits, see {@link #permissions()}
 * @param uid the owner in the container; absent is 0
 * @param gid the group in the container; absent is 0
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#devices">config-linux.md: Devices</a>
 */
public record OciDevice(
        String path, Type type, int major, int minor, OptionalInt fileMode, OptionalLong uid, OptionalLong gid) {
    private static final int DEFAULT_MODE = 0666;

    /** The permission bits: of {@code fileMode}, or 0666. */
    public int permissions() {
        return fileMode.orElse(DEFAULT_MODE) & 07777;
    }

    /** The kind of a device node, with the letter that mknod(1) uses. */
    public enum Type implements JsonName {
        CHAR("c"),
        BLOCK("b"),
        /** The same as {@link #CHAR}: "unbuffered". */
        UNBUFFERED_CHAR("u"),
        FIFO("p");

        private final String letter;

        Type(String letter) {
            this.letter = letter;
        }

        @Override
        public String jsonName() {
            return letter;
        }
    }
}
