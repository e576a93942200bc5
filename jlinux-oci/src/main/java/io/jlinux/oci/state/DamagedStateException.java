package io.jlinux.oci.state;

import java.io.IOException;
import java.nio.file.Path;

/** The state file of a container does not say what it should: a forced delete removes such a container. */
public final class DamagedStateException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedStateException(String id, Path file, Exception cause) {
        super("container " + id + ": " + file + " is damaged: " + cause.getMessage(), cause);
    }
}
