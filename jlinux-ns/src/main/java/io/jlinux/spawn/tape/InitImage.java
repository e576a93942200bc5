package io.jlinux.spawn.tape;

import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.Arch;

/** The init as a file: a static ELF program of some hundred bytes in a sealed memfd. One per JVM, made when first needed. */
public final class InitImage {
    private InitImage() {}

    private static final class Holder {
        static final Fd FILE = create();

        private static Fd create() {
            try {
                return StubImage.sealed("jlinux-init", StubImage.elf(Arch.current(), InitCode.of(Arch.current()), 0));
            } catch (LinuxException e) {
                throw new IllegalStateException("the init cannot be set up: " + e.getMessage(), e);
            }
        }
    }

    /** The sealed program, for execveat(2). */
    public static Fd file() {
        return Holder.FILE;
    }
}
