package io.jlinux.oci.cni;

import java.util.Optional;

/**
 * The errors that the specification gives a number; plugins have others, from 100 on.
 *
 * @see <a href="https://www.cni.dev/docs/spec/#error">errors</a>
 */
public enum CniErrorCode {
    INCOMPATIBLE_VERSION(1),
    UNSUPPORTED_FIELD(2),
    UNKNOWN_CONTAINER(3),
    INVALID_ENVIRONMENT(4),
    IO_FAILURE(5),
    DECODING_FAILURE(6),
    INVALID_NETWORK_CONFIG(7),
    /** The same may succeed later. */
    TRY_AGAIN_LATER(11),
    /** Of STATUS: the plugin cannot do an ADD. */
    NOT_AVAILABLE(50),
    /** Of STATUS: the plugin cannot do an ADD, and containers that are there may have limited connectivity. */
    NOT_AVAILABLE_LIMITED(51);

    private final int number;

    CniErrorCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** The error with that number, or empty for a plugin's own. */
    public static Optional<CniErrorCode> of(int number) {
        for (CniErrorCode code : values()) {
            if (code.number == number) return Optional.of(code);
        }
        return Optional.empty();
    }
}
