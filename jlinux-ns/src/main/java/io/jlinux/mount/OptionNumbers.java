package io.jlinux.mount;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Numbers among the options of file systems. */
final class OptionNumbers {
    private OptionNumbers() {}

    static void checkMode(OptionalInt mode) {
        int m = mode.orElse(0);
        if (m < 0 || m > 07777) throw new IllegalArgumentException("not a mode: 0" + Integer.toOctalString(m));
    }

    static void checkId(OptionalLong id) {
        long i = id.orElse(0);
        if (i < 0 || i > 0xffff_fffeL) throw new IllegalArgumentException("not an id: " + i);
    }

    /** {@code mode=0755}: the kernel reads it as octal with or without the first zero. */
    static Optional<String> mode(String name, OptionalInt mode) {
        return mode.isEmpty() ? Optional.empty() : Optional.of(name + "=0" + Integer.toOctalString(mode.getAsInt()));
    }
}
