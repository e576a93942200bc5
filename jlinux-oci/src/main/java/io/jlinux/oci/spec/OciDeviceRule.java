package io.jlinux.oci.spec;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A rule of the device cgroup; rules apply in their order, and what none allows is denied.
 *
 * @param allow whether this rule allows or denies
 * @param type which kind of device
 * @param major absent means every one
 * @param minor absent means every one
 * @param access of the letters {@code r}, {@code w} and {@code m} (mknod); see {@link #effectiveAccess()}
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#allowed-device-list">config-linux.md: Allowed Device list</a>
 */
public record OciDeviceRule(boolean allow, Type type, OptionalLong major, OptionalLong minor, Optional<String> access) {

    /** A rule for every device and every access. */
    public static OciDeviceRule all(boolean allow) {
        return new OciDeviceRule(allow, Type.ALL, OptionalLong.empty(), OptionalLong.empty(), Optional.of("rwm"));
    }

    /** The access; {@code rwm} when absent. */
    public String effectiveAccess() {
        return access.orElse("rwm");
    }

    /** Which kind of device a rule is for. */
    public enum Type implements JsonName {
        ALL("a"),
        CHAR("c"),
        BLOCK("b");

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
